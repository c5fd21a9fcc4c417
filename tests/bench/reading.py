#!/usr/bin/env python3
"""What becomes of hostile files, and of many files at once. Never a test: nothing here fails because a machine is slow.

    python3 tests/bench/reading.py verdicts DUBAN FOLDER      a table of verdicts: every file of FOLDER, each in a child
    python3 tests/bench/reading.py inbox DUBAN [FILES]        FILES (10,000) small files at once: seconds and memory

`verdicts` starts `duban __decode` for each file as the daemon does, with the file on its standard input, and takes wall
seconds and the child's largest resident memory from the kernel (wait4).
"""
import os, sqlite3, struct, subprocess, sys, tempfile, time


def child(duban, path):
    """Verdict, seconds, MiB of one file in one child."""
    with open(path, "rb") as file:
        begun = time.time()
        process = subprocess.Popen([duban, "__decode"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={})
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.time() - begun
    if status != 0:
        how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
        return f"the reader died ({how})", seconds, usage.ru_maxrss / 1024
    return verdict(out), seconds, usage.ru_maxrss / 1024


def verdict(out):
    """The first words of the child's answer: what was read, or why nothing."""
    at = 9
    def text():
        nonlocal at
        (length,) = struct.unpack_from("<I", out, at)
        at += 4 + length
        return out[at - length:at].decode()
    if out[8] == 0:
        return f"refused {text()}: {text()}"
    return f"read as {text()}"


def verdicts(duban, folder):
    rows = []
    for root, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(root, name)
            seen, seconds, mib = child(duban, path)
            rows.append((os.path.relpath(path, folder), seen, seconds, mib))
            print(f"| {rows[-1][0]} | {seen[:110]} | {seconds:.2f} s | {mib:.0f} MiB |", flush=True)
    print(f"{len(rows)} files, longest {max(r[2] for r in rows):.2f} s, largest {max(r[3] for r in rows):.0f} MiB")


def inbox(duban, count):
    """Every file reports one of 200 projects for one half month of 2026."""
    import run
    folder = tempfile.mkdtemp(prefix="inbox")
    header, *lines = run.house(folder, 200)
    for n in range(count):
        month, day = 1 + n % 9, (15, 28)[n % 2]
        run.write(f"{folder}/inbox/2026{month:02}{day}重点项目进度{n:06}.csv", [header, lines[n % len(lines)]])
    begun = time.time()
    with open(f"{folder}/log", "w") as log:
        process = subprocess.Popen([duban, "--home", folder, "serve"], stdout=log, stderr=log)
    peak, done = 0, 0
    while done < count and time.time() - begun < 3600 and process.poll() is None:
        time.sleep(2)
        with open(f"/proc/{process.pid}/status") as status:
            now = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024
        peak = max(peak, now)
        try:
            store = sqlite3.connect(f"file:{folder}/var/duban.db?mode=ro", uri=True)
            done = store.execute("SELECT COUNT(*) FROM file WHERE name LIKE '%进度%'").fetchone()[0]
        except sqlite3.Error:
            pass
        print(f"{time.time() - begun:6.0f} s  {done:7} files done  {now} MiB", flush=True)
    process.terminate()
    process.wait()
    print(f"{done} of {count} files in {time.time() - begun:.0f} s, at most {peak} MiB; the house is {folder}")


if __name__ == "__main__":
    what, program = sys.argv[1], os.path.abspath(sys.argv[2])
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    more = sys.argv[3:]
    {
        "verdicts": lambda: verdicts(program, more[0]),
        "inbox": lambda: inbox(program, int(more[0]) if more else 10_000),
    }[what]()
