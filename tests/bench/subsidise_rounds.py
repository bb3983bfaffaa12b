"""The work "subsidise": both sides in turn, several rounds, medians of the ratios round by round; every sum compared, to the fen."""
import pathlib
import statistics
import sys

import numpy

import subsidy
from peers.duckdb_subsidy import SIDES
from rounds import seconds_of, speed

HERE = pathlib.Path(__file__).resolve().parent
MEBIBYTE = 2**20


def compare(folder, name):
    """Stops where the peer says anything else than this library."""
    for path in sorted(folder.glob("incubator-*")):
        result = path.name.removeprefix("incubator-")
        ours, theirs = (numpy.fromfile(folder / f"{side}-{result}", numpy.int64) for side in ("incubator", name))
        if len(ours) != len(theirs) or (ours != theirs).any():
            sys.exit(f"subsidise: {name} has another {result}")
        (folder / f"{name}-{result}").unlink()
    total = numpy.fromfile(folder / "incubator-user_total", numpy.int64)
    if total.tolist() != [subsidy.parameters(len(numpy.fromfile(folder / "services.id", numpy.int64)))["user_budget"]]:
        sys.exit("subsidise: the budget does not bind")


def subsidise_lines(build, rows, rounds, seconds):
    folder = build / f"subsidise-{rows}"
    subsidy.make(folder, rows)
    settings = [f"{name}={value / subsidy.MICROS:.2f}" for name, value in subsidy.parameters(rows).items()]
    times, memory = {name: [] for name in ("incubator", *SIDES)}, 0
    for _ in range(rounds):
        ours, memory = seconds_of([str(build / "subsidise"), str(subsidy.POLICY), str(folder), "5", *settings])
        times["incubator"].append(ours)
        for name in SIDES:
            times[name] += seconds_of([sys.executable, str(HERE / "subsidise.py"), name, str(folder), "5", str(seconds)])
    ours, lines = times.pop("incubator"), []
    for name, theirs in times.items():
        compare(folder, name)
        ratio = statistics.median(b / a for a, b in zip(ours, theirs))
        print(f"ratio subsidise-{name} {rows} {ratio:.2f}", flush=True)
        lines.append(f"| subsidise | {name} | {rows:,} | {ratio:.2f} | | | | {speed(rows, ours)}, {memory / MEBIBYTE:.0f} MiB | {speed(rows, theirs)} |")
    return lines
