"""The work "load CSV": a registry of two tables into memory, this library against DuckDB."""
import datetime
import random
import statistics
import subprocess
import sys

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


def load_lines(build, rows, runs):
    """The lines of the table for a registry of `rows` enterprises."""
    folder = build / f"registry-{rows}"
    write_registry(folder, rows)
    ours = [str(build / "load"), str(folder / "carriers.csv"), str(folder / "enterprises.csv")]
    return [compare("duckdb-csv", rows, ours, [sys.executable, "-c", DUCKDB, str(folder)], runs)]
