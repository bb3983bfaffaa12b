"""The work "assess": all sides in turn, several rounds, medians of the ratios round by round; results compared row by row."""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import typing

import numpy

import work
from peers import PEERS, SLOW

HERE = pathlib.Path(__file__).resolve().parent


class Effort(typing.NamedTuple):
    """How many rounds over few rows, for the slow peers, over a million rows and over ten; after how many seconds a peer runs no more in one."""
    few: int
    slow: int
    million: int
    ten_million: int
    seconds: float


QUICK = Effort(3, 1, 2, 0, 0.7)
FULL = Effort(5, 3, 5, 3, 10.0)


def seconds_of(command):
    """What a side of the work assess prints: its seconds, and for this library those of the bound."""
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"})
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return [float(word) for word in done.stdout.split()]


def differences(folder, name):
    """How many rows have another grade, and how many another score, than this library's."""
    counts = {}
    for what, unit in (("grade", 1), ("score", work.MICROS // 100), ("fit", 1)):
        ours, theirs = (numpy.fromfile(folder / f"{side}-{what}", numpy.int64) for side in ("incubator", name))
        if len(ours) != len(theirs):
            sys.exit(f"{name}: {len(theirs)} rows, not {len(ours)}")
        counts[what] = int((ours != theirs * unit).sum())
        (folder / f"{name}-{what}").unlink()
    if counts["fit"] or PEERS[name].exact and any(counts.values()):
        sys.exit(f"{name} differs where it must not: {counts}")
    return counts["grade"], counts["score"]


def times_of(build, rows, names, rounds, limit):
    """The seconds of each side in each round, each the best of several runs."""
    folder = build / f"assess-{rows}"
    work.make(folder, rows)
    best_of = str(30 if rows < 100_000 else 3)
    ours = [str(build / "assess"), str(work.POLICY), str(folder), str(rows), best_of]
    times = {name: [] for name in ("incubator", "bound", *names)}
    for _ in range(rounds):
        for name, seconds in zip(("incubator", "bound"), seconds_of(ours)):
            times[name].append(seconds)
        for name in names:
            times[name] += seconds_of([sys.executable, str(HERE / "assess.py"), name, str(folder), str(rows), best_of, str(limit)])
    return times


def speed(rows, seconds):
    return f"{rows / statistics.median(seconds) / 1e6:.2f} M rows/s"


def peer_lines(build, rows, names, rounds, limit):
    """The lines of the table for these peers, the bound first."""
    times = times_of(build, rows, names, rounds, limit)
    ours, lines = times.pop("incubator"), []
    for name, theirs in times.items():
        ratio = statistics.median(a / b if name == "bound" else b / a for a, b in zip(ours, theirs))
        print(f"ratio {name} {rows} {ratio:.2f}", flush=True)
        if name == "bound":
            words, differ, count = f"{ratio:.2f} times slower", ("", ""), f"{rows:,}"
        else:
            differ = differences(build / f"assess-{rows}", name)
            print(f"differ {name} {rows} {differ[0]} {differ[1]}")
            words, count = f"{ratio:.2f}", f"{rows:,}" + (" (its most)" if rows == PEERS[name].most else "")
        lines.append(f"| assess | {name} | {count} | {words} | | {differ[0]} | {differ[1]} | {speed(rows, ours)} | {speed(rows, theirs)} |")
    return lines


def own_lines(build, rows, rounds, name, how, other):
    """This library run in one way against itself run in another."""
    command = [str(build / "assess"), str(work.POLICY), str(build / f"assess-{rows}"), str(rows), "3"]
    ours, theirs = zip(*[(seconds_of([*command, *how])[0], seconds_of([*command, *other])[0]) for _ in range(rounds)])
    ratio = statistics.median(b / a for a, b in zip(ours, theirs))
    print(f"ratio {name} {rows} {ratio:.2f}")
    return [f"| assess | {name} | {rows:,} | {ratio:.2f} | | | | {speed(rows, ours)} | {speed(rows, theirs)} |"]


def threads_lines(build, rows, rounds, cores):
    """How much faster two threads are than one, on two cores."""
    if len(cores) < 2:
        print("threads left out: there is one core only")
        return []
    pinned = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    lines = own_lines(build, rows, rounds, "threads", ["2"], ["1"])
    os.sched_setaffinity(0, pinned)
    return lines


def memory_available():
    """Bytes, as Linux says."""
    return int(re.search(r"MemAvailable:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) * 1024


def assess_lines(build, effort, cores):
    """Few rows for all peers; a million, and ten where there is time and memory, for the fast ones; SLOW for the others."""
    def peers(rows, slow):
        return [name for name, peer in PEERS.items() if peer.least <= rows <= (peer.most or rows) and (peer.most is not None) == slow]
    lines = peer_lines(build, 10_000, peers(10_000, False), effort.few, effort.seconds)
    lines += peer_lines(build, 10_000, peers(10_000, True), effort.slow, effort.seconds)[1:]
    lines += peer_lines(build, SLOW, peers(SLOW, True), effort.slow, effort.seconds)
    lines += peer_lines(build, 1_000_000, peers(1_000_000, False), effort.million, effort.seconds)
    lines += own_lines(build, 1_000_000, effort.few, "fresh", ["1"], ["1", "fresh"])
    lines += threads_lines(build, 1_000_000, effort.few, cores)
    if effort.ten_million and memory_available() < 8 * 2**30:
        print("10,000,000 rows left out: they want 8 GiB of free memory")
    elif effort.ten_million:
        lines += peer_lines(build, 10_000_000, peers(10_000_000, False), effort.ten_million, effort.seconds)
        shutil.rmtree(build / "assess-10000000")
    return lines
