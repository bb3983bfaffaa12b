"""One peer's side of the work "assess": PEER FOLDER ROWS RUNS SECONDS. Prints the seconds of its best run; writes score, grade and fit to FOLDER.

It runs RUNS times after a first run that warms up, or as often as begin within SECONDS. Loading and the building of a query are not timed.
"""
import math
import pathlib
import sys
import time

import numpy

import work
from peers import PEERS


def best_run(side, runs, limit):
    """What the side decides, and the seconds of its best run."""
    begin, best = time.perf_counter(), math.inf
    for _ in range(runs + 1):
        start = time.perf_counter()
        if start - begin > limit:
            break
        result = side.run()
        best = min(best, time.perf_counter() - start)
    return result, best


def main():
    name, folder, rows, runs, limit = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
    peer, policy = PEERS[name], work.Policy(folder.parent / "lowered.json")
    side = peer.side()(work.load(folder, rows, policy, peer.integers), policy, peer.integers)
    result, best = best_run(side, runs, limit)
    score, grade, fit = map(numpy.asarray, side.columns_of(result) if hasattr(side, "columns_of") else result)
    score = score if peer.integers else numpy.rint(score * 100)
    for what, values in (("score", score), ("grade", grade), ("fit", fit)):
        values.astype(numpy.int64).tofile(folder / f"{name}-{what}")
    print(f"{best:.9f}")


if __name__ == "__main__":
    main()
