#!/usr/bin/env python3
"""Benchmarks of the whole program: what a user waits for, process start included.

Takes the path of a release binary; gives medians with how they were taken. Never a test: nothing here fails because a
machine is slow.

    python3 tests/bench/run.py target/release/duban [--repeat 7]

- `run N`: a house whose register, milestone plan and contacts are in the store; one progress CSV of N projects is
  dropped into the inbox; `duban run progress --slot D` reads, judges, writes letters as files, commits. Wall time from
  start to exit of the process; every repeat starts from a fresh copy of the house.
- `serve`: time from start until /readyz answers 200, and resident memory (VmRSS) five seconds later, without work.
"""
import argparse, os, random, shutil, socket, statistics, subprocess, sys, tempfile, time, urllib.request

PIPELINES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "pipelines")


def house(folder, projects, seed=1):
    """A house of `projects` projects in 50 units, with four milestones each."""
    rnd = random.Random(seed)
    os.makedirs(f"{folder}/inbox")
    shutil.copytree(PIPELINES, f"{folder}/pipelines")
    units = [f"单位{n:02}" for n in range(min(50, projects))]
    register = ["项目编号,项目名称,类别,责任单位,年度计划投资（万元）,开工时间,竣工时间"]
    plan = ["项目编号,节点名称,计划完成时间,权重(%)"]
    contacts = ["单位,角色,姓名,邮箱"]
    progress = ["项目编号,项目名称,累计完成投资（万元）,形象进度"]
    for n in range(projects):
        target, unit = rnd.randint(1000, 90000), units[n % len(units)]
        register.append(f"P{n:06},项目{n:06},{'确保' if n % 3 else '力争'},{unit},{target},2026-01-{1 + n % 28:02},2026-12-20")
        for k, day in enumerate(("2026-03-01", "2026-06-15", "2026-09-15", "2026-12-10")):
            plan.append(f"P{n:06},节点{k + 1},{day},25")
        progress.append(f"P{n:06},项目{n:06},{target * rnd.randint(30, 80) // 100},正常推进")
    for n, unit in enumerate(units):
        contacts.append(f"{unit},责任单位负责人,负责人{n:02},head{n}@example.org")
    write(f"{folder}/inbox/2026年台账.csv", register)
    write(f"{folder}/inbox/2026年节点计划.csv", plan)
    write(f"{folder}/inbox/通讯录.csv", contacts)
    return progress


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    wall = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{command} failed:\n{done.stdout}\n{done.stderr}")
    return wall, done.stdout


def run(binary, projects, repeat, work):
    base = f"{work}/base{projects}"
    progress = house(base, projects)
    setup, _ = timed([binary, "--home", base, "run", "register", "--slot", "2026-06-29"])
    write(f"{base}/inbox/20260630重点项目进度.csv", progress)
    walls, said = [], ""
    for n in range(repeat):
        copy = f"{work}/copy{n}"
        shutil.copytree(base, copy)
        wall, said = timed([binary, "--home", copy, "run", "progress", "--slot", "2026-06-30"])
        walls.append(wall)
        shutil.rmtree(copy)
    size = os.path.getsize(f"{base}/inbox/20260630重点项目进度.csv")
    print(f"run {projects}: median {statistics.median(walls) * 1000:.0f} ms of {repeat} "
          f"(min {min(walls) * 1000:.0f}, max {max(walls) * 1000:.0f}); CSV {size / 1000:.0f} kB; registers before: {setup * 1000:.0f} ms")
    print("   ", said.strip().splitlines()[-1])


def serve(binary, repeat, work):
    ready, memory = [], []
    for n in range(repeat):
        home = f"{work}/serve{n}"
        house(home, 144)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        for name in os.listdir(f"{home}/inbox"):
            os.remove(f"{home}/inbox/{name}")
        start = time.perf_counter()
        daemon = subprocess.Popen([binary, "--home", home, "serve"], stderr=subprocess.DEVNULL,
                                  env={**os.environ, "DUBAN_WEB__LISTEN": f"127.0.0.1:{port}"})
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1)
                break
            except OSError:
                if daemon.poll() is not None:
                    sys.exit("the daemon ended")
                time.sleep(0.002)
        ready.append(time.perf_counter() - start)
        time.sleep(5)
        with open(f"/proc/{daemon.pid}/status") as status:
            memory.append(next(int(line.split()[1]) for line in status if line.startswith("VmRSS")))
        daemon.terminate()
        daemon.wait()
    print(f"serve: ready median {statistics.median(ready) * 1000:.0f} ms of {repeat}; "
          f"idle VmRSS median {statistics.median(memory) / 1024:.1f} MiB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--repeat", type=int, default=7)
    arguments = parser.parse_args()
    binary = os.path.abspath(arguments.binary)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {arguments.repeat} repeats each, medians of wall time")
    with tempfile.TemporaryDirectory() as work:
        run(binary, 144, arguments.repeat, work)
        run(binary, 10_000, arguments.repeat, work)
        serve(binary, min(arguments.repeat, 3), work)


if __name__ == "__main__":
    main()
