#!/usr/bin/env python3
"""What reading costs, what becomes of hostile files, and of many at once. Never a test: nothing fails on a slow machine.

    python3 tests/bench/reading.py verdicts DUBAN FOLDER      a table of verdicts: every file of FOLDER, each in a child
    python3 tests/bench/reading.py inbox DUBAN [FILES]        FILES (10,000) small files at once: seconds and memory
    python3 tests/bench/reading.py csv [ROWS]                 a CSV of ROWS (1,000,000) beside polars.scan_csv
    python3 tests/bench/reading.py xlsx [ROWS]                a workbook of ROWS (100,000) beside calamine alone

`csv` and `xlsx` make the file, run `cargo bench --bench reading` over it, and print medians of five; `csv` needs
`pip install polars`, `xlsx` openpyxl. `verdicts` starts `duban __decode` for each file as the daemon does, with the file on its standard input, and takes wall
seconds and the child's largest resident memory from the kernel (wait4).
"""
import os, random, re, sqlite3, statistics, struct, subprocess, sys, tempfile, time


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
            if not os.path.isfile(path):
                continue  # a pipe would be waited for
            seen, seconds, mib = child(duban, path)
            rows.append((os.path.relpath(path, folder), seen, seconds, mib))
            print(f"| {rows[-1][0]} | {seen[:110]} | {seconds:.2f} s | {mib:.0f} MiB |", flush=True)
    print(f"{len(rows)} files, longest {max(r[2] for r in rows):.2f} s, largest {max(r[3] for r in rows):.0f} MiB")


HEADER = ("项目编号", "项目名称", "责任单位", "年度计划投资（万元）", "累计完成投资（万元）", "填报日期")


def rows_of(count):
    rnd = random.Random(1)
    for n in range(count):
        plan, done = rnd.randint(80_000, 90_000), f"{rnd.randint(100, 80_000)}.{rnd.randint(0, 99):02}"
        yield (f"P{n:07}", f"项目{n}", f"单位{n % 50:02}", plan, done, f"2026-{1 + n % 12:02}-{1 + n % 28:02}")


def benchmark(path):
    """Runs the benchmark over a file; gives its figures by name, as medians, and prints its lines."""
    command = ["cargo", "bench", "--locked", "--quiet", "--bench", "reading", "--", path, "5"]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(out, end="")
    every = [[float(figure) for figure in re.findall(r"([0-9.]+) s", line)] for line in out.splitlines()]
    return [statistics.median(column) for column in zip(*every)]


def csv(count):
    import polars
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "f.csv")
        with open(path, "w") as file:
            file.write(",".join(HEADER) + "\n")
            file.writelines(",".join(map(str, row)) + "\n" for row in rows_of(count))
        print(f"{os.path.getsize(path) / 2**20:.0f} MiB, {count} rows, {os.cpu_count()} processors")
        duban, alone = benchmark(path)[2], []
        for _ in range(5):
            begun = time.time()
            height = polars.scan_csv(path, try_parse_dates=True).collect().height
            alone.append(time.time() - begun)
        alone = statistics.median(alone)
        print(f"polars.scan_csv {alone:.3f} s, {height} rows; duban {duban:.3f} s, {alone / duban:.0%} of its speed")


def xlsx(count):
    import openpyxl
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "f.xlsx")
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("进度")
        sheet.append(HEADER)
        for row in rows_of(count):
            sheet.append((*row[:4], float(row[4]), row[5]))
        book.save(path)
        cells, _, together, streamed, ranged = benchmark(path)
        print(f"cells {cells / ranged - 1:+.0%}, together {together / ranged - 1:+.0%} over calamine alone (as a range)")


def inbox(duban, count):
    """Every file reports one of 200 projects for one half month of 2026, each with figures of its own: nothing comes twice."""
    import run
    folder = tempfile.mkdtemp(prefix="inbox")
    header, *lines = run.house(folder, 200)
    for n in range(count):
        # Figures grow with the period and a little with every version, so that a later report is never below an earlier one.
        project, half = n % len(lines), n % 18
        number, name = lines[project].split(",")[:2]
        done = 100 * (half + 1) + n / 10_000
        when = f"2026{1 + half // 2:02}{(15, 28)[half % 2]}"
        run.write(f"{folder}/inbox/{when}重点项目进度{n:06}.csv", [header, f"{number},{name},{done:.4f},正常推进"])
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
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    what, more = sys.argv[1], sys.argv[2:]
    {
        "verdicts": lambda: verdicts(os.path.abspath(more[0]), more[1]),
        "inbox": lambda: inbox(os.path.abspath(more[0]), int(more[1]) if more[1:] else 10_000),
        "csv": lambda: csv(int(more[0]) if more else 1_000_000),
        "xlsx": lambda: xlsx(int(more[0]) if more else 100_000),
    }[what]()
