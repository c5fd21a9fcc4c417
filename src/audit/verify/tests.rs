//! Whatever happens to a chain is found, at the entry where it happened.

use super::*;
use chrono::{DateTime, Utc};
use proptest::prelude::*;

type Chain = Vec<(Entry, Vec<u8>)>;

fn instant(n: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_404_090_000_000_000 + n).unwrap()
}

fn chain_of(length: u64) -> Chain {
    let mut head = Head::genesis();
    let mut chain = Vec::new();
    for n in 1..=length {
        let payload = format!(r#"{{"cases":[],"letters":[],"n":{n},"项目":"一"}}"#).into_bytes();
        let entry = Entry::seal(&head, instant(n as i64), chain::RUN, &payload);
        head = entry.head();
        chain.push((entry, payload));
    }
    chain
}

fn walk(chain: &Chain, head: &Head, checkpoint: Option<Head>) -> VerifyReport {
    let mut walk = Walk::new(checkpoint);
    for (entry, payload) in chain {
        walk.entry(entry, Ok(payload));
    }
    walk.end(head);
    walk.report()
}

fn last(chain: &Chain) -> Head {
    chain.last().map_or_else(Head::genesis, |(entry, _)| entry.head())
}

fn first_bad(chain: &Chain, head: &Head) -> Option<u64> {
    walk(chain, head, None).first_bad.map(|flaw| flaw.seq)
}

#[test]
fn an_honest_chain_is_fine_whatever_its_length() {
    for length in 0..5 {
        let chain = chain_of(length);
        let report = walk(&chain, &last(&chain), Some(last(&chain)));
        assert!(report.ok && report.entries == length, "{report:?}");
    }
}

#[test]
fn a_checkpoint_is_read_as_it_is_printed() {
    let head = last(&chain_of(3));
    let read = parse_checkpoint(&format!(" {} ", head.short())).unwrap();
    assert_eq!((read.seq, read.hash.as_str()), (3, &head.hash[..16]));
    for bad in ["", "3", "3:", "3:12", "x:0123456789abcdef", "3:0123456789abcdeg"] {
        assert!(parse_checkpoint(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_chain_forged_from_some_entry_on_is_found_by_a_checkpoint() {
    let kept = last(&chain_of(3));
    let mut forged = chain_of(1);
    for n in 2..=4 {
        let entry = Entry::seal(&last(&forged), instant(n), chain::RUN, b"{}");
        forged.push((entry, b"{}".to_vec()));
    }
    assert!(walk(&forged, &last(&forged), None).ok, "by itself it is a chain like any other");
    let report = walk(&forged, &last(&forged), Some(kept));
    assert_eq!(report.first_bad.map(|flaw| (flaw.seq, flaw.what)), Some((3, "checkpoint".to_string())));
}

proptest! {
    #[test]
    fn any_flipped_bit_of_a_payload_is_found(length in 1u64..6, which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut chain = chain_of(length);
        let head = last(&chain);
        let n = which.index(chain.len());
        let payload = &mut chain[n].1;
        let at = at.index(payload.len());
        payload[at] ^= 1 << bit;
        prop_assert_eq!(first_bad(&chain, &head), Some(n as u64 + 1));
    }

    #[test]
    fn any_changed_field_of_an_entry_is_found(length in 1u64..6, which in any::<prop::sample::Index>(), field in 0usize..5, digit in 0usize..64) {
        let mut chain = chain_of(length);
        let head = last(&chain);
        let n = which.index(chain.len());
        let entry = &mut chain[n].0;
        let turn = |hash: &mut String| {
            let other = if &hash[digit..=digit] == "0" { "1" } else { "0" };
            hash.replace_range(digit..=digit, other);
        };
        match field {
            0 => turn(&mut entry.prev),
            1 => turn(&mut entry.payload_sha256),
            2 => turn(&mut entry.hash),
            3 => entry.at += chrono::Duration::microseconds(1),
            _ => entry.kind.push('!'),
        }
        prop_assert_eq!(first_bad(&chain, &head), Some(n as u64 + 1));
    }

    #[test]
    fn any_entry_cut_out_is_found(length in 1u64..6, which in any::<prop::sample::Index>()) {
        let mut chain = chain_of(length);
        let head = last(&chain);
        let n = which.index(chain.len());
        chain.remove(n);
        prop_assert_eq!(first_bad(&chain, &head), Some(n as u64 + 1));
    }

    #[test]
    fn any_two_entries_that_changed_places_are_found(length in 2u64..6, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let mut chain = chain_of(length);
        let head = last(&chain);
        let (a, b) = (a.index(chain.len()), b.index(chain.len()));
        prop_assume!(a != b);
        // They take each other's number, as they would to stay in order.
        let (x, y) = (chain[a].0.seq, chain[b].0.seq);
        (chain[a].0.seq, chain[b].0.seq) = (y, x);
        chain.swap(a, b);
        prop_assert_eq!(first_bad(&chain, &head), Some(a.min(b) as u64 + 1));
    }

    #[test]
    fn a_chain_cut_short_is_found_by_its_head_and_by_any_later_checkpoint(length in 1u64..6, keep in any::<prop::sample::Index>()) {
        let mut chain = chain_of(length);
        let head = last(&chain);
        let keep = keep.index(chain.len());
        chain.truncate(keep);
        prop_assert_eq!(first_bad(&chain, &head), Some(keep as u64 + 1));
        let report = walk(&chain, &last(&chain), Some(head));
        prop_assert_eq!(report.first_bad.map(|flaw| flaw.seq), Some(keep as u64 + 1));
    }
}
