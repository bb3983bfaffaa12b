"""Runs the benchmarks: both sides in turn, several times, medians of the ratios pair by pair."""
import argparse
import datetime
import os
import pathlib
import platform
import random
import re
import statistics
import subprocess
import sys

import numpy

import assess

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "performance.md"
INDUSTRIES = ["ict", "biomedicine", "equipment", "ic", "materials", "energy", "automotive", "culture", "agriculture", "other"]
DISTRICTS = ["东湖高新区", "武汉经开区", "江岸区", "江汉区", "武昌区", "洪山区"]

DUCKDB = """
import resource, sys, time
import duckdb
connection = duckdb.connect()
connection.execute("set threads = 1")
start = time.perf_counter()
for name in ("carriers", "enterprises"):
    connection.execute(f"create table {name} as select * from read_csv('{sys.argv[1]}/{name}.csv', header = true)")
seconds = time.perf_counter() - start
rows = connection.execute("select count(*) from enterprises").fetchone()[0]
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, rows)
"""


def write_registry(folder, rows):
    """A registry of `rows` enterprises, 40 a carrier; same rows, same bytes."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(rows)
    days = [(datetime.date(2015, 1, 1) + datetime.timedelta(days=n)).isoformat() for n in range(2800)]
    carriers = max(1, rows // 40)
    with open(folder / "carriers.csv", "w", encoding="utf-8") as out:
        out.write("id,kind,level,district,platform,technical_services,opened,area\n")
        for n in range(carriers):
            out.write(f"WH-{n:06d},incubator,national,{rng.choice(DISTRICTS)},是,是,2015-01-01,12000\n")
    with open(folder / "enterprises.csv", "w", encoding="utf-8") as out:
        out.write("id,name,carrier,industry,founded,entered,incubating,has_ip,filed_ip,financed,venture_money\n")
        for n in range(rows):
            day = rng.randrange(2600)
            out.write(f"E{n:08d},合成企业{n},WH-{min(n // 40, carriers - 1):06d},{rng.choice(INDUSTRIES)},{days[day]},"
                      f"{days[day + rng.randrange(200)]},是,{rng.choice('是否')},{rng.choice('是否')},否,"
                      f"{rng.randrange(10**7)}.{rng.randrange(100):02d}\n")
    (folder / "done").touch()


def measure(command):
    """Seconds, KiB and rows, as a side prints them."""
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(words[0]), int(words[1]), int(words[2])


def compare(name, rows, ours, theirs, runs):
    """One line of the table: ratio of time (theirs / ours), of memory, and both medians."""
    pairs = [(measure(ours), measure(theirs)) for _ in range(runs + 1)][1:]  # the first one warms the file cache
    if any(a[2] != rows or b[2] != rows for a, b in pairs):
        sys.exit(f"{name}: the two sides read different numbers of rows")
    ratio = statistics.median(b[0] / a[0] for a, b in pairs)
    memory = statistics.median(b[1] / a[1] for a, b in pairs)
    print(f"ratio {name} {rows} {ratio:.2f}")
    print(f"memory-ratio {name} {rows} {memory:.2f}")
    seconds = [statistics.median(side[0] for side in column) for column in zip(*pairs)]
    mib = [statistics.median(side[1] for side in column) / 1024 for column in zip(*pairs)]
    return f"| load CSV | {name} | {rows:,} | {ratio:.2f} | {memory:.2f} | | | {seconds[0]:.2f} s, {mib[0]:.0f} MiB | {seconds[1]:.2f} s, {mib[1]:.0f} MiB |"


def seconds_of(command):
    """What a side of the work assess prints: its seconds, and for this library those of the bound."""
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"})
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return [float(word) for word in done.stdout.split()]


def differences(folder, name, exact):
    """How many rows have another grade, and how many another score, than this library's."""
    counts = {}
    for what, unit in (("grade", 1), ("score", assess.MICROS // 100), ("fit", 1)):
        ours, theirs = (numpy.fromfile(folder / f"{side}-{what}", numpy.int64) for side in ("incubator", name))
        if len(ours) != len(theirs):
            sys.exit(f"{name}: {len(theirs)} rows, not {len(ours)}")
        counts[what] = int((ours != theirs * unit).sum())
    if counts["fit"] or exact and any(counts.values()):
        sys.exit(f"{name} differs where it must not: {counts}")
    return counts["grade"], counts["score"]


def assess_all(build, rows, names, runs, label=""):
    """The lines of the work assess: `runs` rounds of all sides in turn, each the best of several; medians of the ratios round by round."""
    folder = build / f"assess-{rows}"
    assess.make(folder, rows)
    best_of = str(30 if rows < 100_000 else 3)
    ours = [str(build / "assess"), str(HERE / "assess.json"), str(folder), str(rows), best_of]
    times = {name: [] for name in ("incubator", "bound", *names)}
    for _ in range(runs):
        for name, seconds in zip(("incubator", "bound"), seconds_of(ours)):
            times[name].append(seconds)
        for name in names:
            times[name] += seconds_of([sys.executable, str(HERE / "assess.py"), name, str(folder), str(rows), best_of])
    ours, lines = times.pop("incubator"), []
    for name, theirs in times.items():
        ratio = statistics.median(a / b if name == "bound" else b / a for a, b in zip(ours, theirs))
        print(f"ratio {name} {rows} {ratio:.2f}")
        words, differ, count = f"{ratio:.2f}", ("", ""), f"{rows:,}{label}"
        if name == "bound":
            words, count = f"{ratio:.2f} times slower", f"{rows:,}"
        else:
            differ = differences(folder, name, assess.SIDES[name][1])
            print(f"differ {name} {rows} {differ[0]} {differ[1]}")
        speeds = [f"{rows / statistics.median(side) / 1e6:.2f} M rows/s" for side in (ours, theirs)]
        lines.append(f"| assess | {name} | {count} | {words} | | {differ[0]} | {differ[1]} | {speeds[0]} | {speeds[1]} |")
    return lines


def threads_line(build, rows, runs, cores):
    """How much faster two threads are than one, on two cores."""
    folder = build / f"assess-{rows}"
    command = [str(build / "assess"), str(HERE / "assess.json"), str(folder), str(rows), "5"]
    if len(cores) < 2:
        print("threads left out: there is one core only")
        return []
    pinned = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    one, two = zip(*[(seconds_of([*command, "1"])[0], seconds_of([*command, "2"])[0]) for _ in range(runs)])
    os.sched_setaffinity(0, pinned)
    ratio = statistics.median(a / b for a, b in zip(one, two))
    print(f"ratio threads {rows} {ratio:.2f}")
    speeds = [f"{rows / statistics.median(side) / 1e6:.2f} M rows/s" for side in (two, one)]
    return [f"| assess | threads | {rows:,} | {ratio:.2f} | | | | {speeds[0]} | {speeds[1]} |"]


def memory_available():
    """Bytes, as Linux says."""
    return int(re.search(r"MemAvailable:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) * 1024


def assess_lines(build, quick, cores):
    """Peers below half a million rows a second get 100,000 rows at most; ten million only where there is memory for them."""
    fast = [name for name in assess.SIDES if name != "sqlite"]
    sizes = [10_000, 1_000_000]
    if not quick:
        if memory_available() > 8 * 2**30:
            sizes.append(10_000_000)
        else:
            print("10,000,000 rows left out: they want 8 GiB of free memory")
    lines = []
    for rows in sizes:
        lines += assess_all(build, rows, fast, 3 if quick else 5)
    lines += threads_line(build, 1_000_000, 5, cores)
    return lines + assess_all(build, 100_000, ["sqlite"], 3, " (its most)")


def record_lines(build, runs):
    """One record against a row of a batch, and JSON to JSON against parsing that JSON by cJSON alone."""
    command = [str(build / "record"), str(HERE / "assess.json"), "20"]
    sides = [[float(word) for word in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()] for _ in range(runs)]
    one, row, text, parse = (statistics.median(column) for column in zip(*sides))
    lines = []
    for name, ours, theirs in (("record-batch", 0, 1), ("record-json", 2, 3)):
        ratio = statistics.median(side[ours] / side[theirs] for side in sides)
        print(f"ratio {name} 1 {ratio:.2f}")
        a, b = ((one, row), (text, parse))[ours // 2]
        peer = ("a row of a batch of 4,096", "parsing by cJSON alone")[ours // 2]
        lines.append(f"| one record{', JSON to JSON' if ours else ''} | {peer} | 1 | {ratio:.2f} times slower | | | | {a / 1000:.2f} µs | {b / 1000:.2f} µs |")
    return lines


def rewrite(page, lines, command):
    """Puts the table between the markers of the page."""
    date = datetime.date.today().isoformat()
    text = page.read_text(encoding="utf-8")
    table = "\n".join([f"Measured {date} on {platform.machine()}, {platform.system()}, with `{command}`; medians, pair by pair.", "",
                       "| work | peer | rows | times faster | times less memory | other grades | other scores | this library | peer |",
                       "|---|---|---|---|---|---|---|---|---|", *lines])
    text = re.sub(r"(<!-- table -->\n).*?(\n<!-- end -->)", lambda m: m.group(1) + table + m.group(2), text, flags=re.S)
    page.write_text(text, encoding="utf-8")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build", type=pathlib.Path)
    options.add_argument("--quick", action="store_true", help="fewer runs and rows, under two minutes")
    given = options.parse_args()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})  # one core for all sides
    runs = 3 if given.quick else 7
    lines = []
    for rows in [1_000_000] if given.quick else [10_000, 1_000_000]:
        folder = given.build / f"registry-{rows}"
        write_registry(folder, rows)
        ours = [str(given.build / "load"), str(folder / "carriers.csv"), str(folder / "enterprises.csv")]
        lines.append(compare("duckdb-csv", rows, ours, [sys.executable, "-c", DUCKDB, str(folder)], runs))
    lines += assess_lines(given.build, given.quick, cores)
    lines += record_lines(given.build, runs)
    rewrite(PAGE, lines, "sh tests/bench/run.sh" + (" --quick" if given.quick else ""))


if __name__ == "__main__":
    main()
