//! Work in parts, side by side: as many as the machine does at once, and one after the other where it gives no threads.
//!
//! Takes a number of things, or ranges, and what is to be done with each; gives the answers in order, so that nobody can
//! tell how the work was parted.

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, available_parallelism};

/// The most parts: more would wait for memory.
const PARTS_MAX: usize = 8;

/// From so many things on, such as rows of a table, they are worth being looked at by several threads.
pub const THINGS_MIN: usize = 2_048;

/// The same of bytes of a text.
pub const BYTES_MIN: usize = 1 << 20;

thread_local! {
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does some work without other threads: what comes of it is the same.
pub fn alone<T>(work: impl FnOnce() -> T) -> T {
    let before = ALONE.replace(true);
    let done = work();
    ALONE.set(before);
    done
}

fn most() -> usize {
    if ALONE.get() { 1 } else { available_parallelism().map_or(1, usize::from).min(PARTS_MAX) }
}

/// `0..count` in equal shares of at least `least`, as many as the machine works on at once; one share where that is more.
pub fn shares(count: usize, least: usize) -> Vec<Range<usize>> {
    let shares = (count / least.max(1)).clamp(1, most());
    (0..shares).map(|share| count * share / shares..count * (share + 1) / shares).collect()
}

/// What is done with each part, in their order. A part for which there is no thread is done here.
///
/// # Panics
/// When a part does.
pub fn each<P: Send, T: Send>(parts: Vec<P>, work: impl Fn(P) -> T + Sync) -> Vec<T> {
    let work = &work;
    let mut parts = parts.into_iter();
    let Some(first) = parts.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let begun: Vec<_> = parts
            .map(|part| {
                // The part is handed over by hand: where no thread is given, it comes back.
                let held = Arc::new(Mutex::new(Some(part)));
                let theirs = held.clone();
                let thread = Builder::new().spawn_scoped(scope, move || taken(&theirs).map(work));
                (thread, held)
            })
            .collect();
        let mut done = vec![work(first)];
        for (thread, held) in begun {
            let there = match thread {
                Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => taken(&held).map(work),
            };
            done.extend(there);
        }
        done
    })
}

/// Two works side by side, one after the other where there is no thread for the second.
///
/// # Panics
/// When one of them does.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    if most() == 1 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let thread = Builder::new().spawn_scoped(scope, &other);
        let first = one();
        let second = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => other(),
        };
        (first, second)
    })
}

fn taken<P>(held: &Mutex<Option<P>>) -> Option<P> {
    held.lock().ok().and_then(|mut part| part.take())
}

/// What is done with each share of `0..count`, in order.
///
/// # Panics
/// When a share does.
pub fn of<T: Send>(count: usize, least: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    each(shares(count, least), work)
}

/// Whether anything of `0..count` is found in some share of it.
///
/// # Panics
/// When the search does.
pub fn any(count: usize, least: usize, found: impl Fn(Range<usize>) -> bool + Sync) -> bool {
    of(count, least, found).contains(&true)
}

/// Whether a byte is among many.
pub fn contain(bytes: &[u8], byte: u8) -> bool {
    any(bytes.len(), BYTES_MIN, |share| memchr::memchr(byte, bytes.get(share).unwrap_or_default()).is_some())
}

/// What is done with each of `0..count`, in order: whoever is free takes the next.
///
/// # Panics
/// When one does.
pub fn all<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let some = |_: Range<usize>| {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    let mut done: Vec<(usize, T)> = of(count, 1, some).into_iter().flatten().collect();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}
