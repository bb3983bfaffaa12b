"""Runs the benchmarks: both sides in turn, several times, medians of the ratios pair by pair; rewrites the table of docs/performance.md."""
import argparse
import datetime
import os
import pathlib
import platform
import re

from load_csv import load_lines
from one import one_lines
from rounds import FULL, QUICK, assess_lines
from subsidise_rounds import subsidise_lines

PAGE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"


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
    lines = []
    for rows in [1_000_000] if given.quick else [10_000, 1_000_000]:
        lines += load_lines(given.build, rows, 3 if given.quick else 7)
    lines += assess_lines(given.build, QUICK if given.quick else FULL, cores)
    for rows in (100_000, 1_000_000):
        lines += subsidise_lines(given.build, rows, *((3, 4.0) if given.quick else (5, 10.0)))
    lines += one_lines(given.build, 3 if given.quick else 7)
    rewrite(PAGE, lines, "sh tests/bench/run.sh" + (" --quick" if given.quick else ""))


if __name__ == "__main__":
    main()
