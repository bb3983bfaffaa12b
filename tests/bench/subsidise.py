"""DuckDB's side of the work "subsidise": PEER FOLDER RUNS SECONDS. Prints the seconds of its best run; writes what is due to FOLDER/PEER-RULE.

It runs RUNS times after a first run that warms up, or as often as begin within SECONDS. Loading is not timed.
"""
import pathlib
import sys

import numpy

import subsidy
from assess import best_run
from peers.duckdb_subsidy import SIDES


def main():
    name, folder, runs, limit = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    columns = subsidy.load(folder)
    side = SIDES[name](columns, subsidy.parameters(len(columns["services"]["id"])))
    _, best = best_run(side, runs, limit)
    for result, values in side.results().items():
        numpy.asarray(values).astype(numpy.int64).tofile(folder / f"{name}-{result}")
    print(f"{best:.9f}")


if __name__ == "__main__":
    main()
