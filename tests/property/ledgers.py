#!/usr/bin/env python3
"""Random ledgers from the library, held against what must be true of every ledger (ledger_rules.py); no second evaluator takes part.

    python3 tests/property/ledgers.py --driver BUILD/tests/property/driver --ledgers N --start S [--jobs J]

The order of rows must not change anything either, but where `in-order` says so.
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import ledger_cases
from against import Driver
from ledger_rules import JOINT_SUM, Broken, Ledger, must

CHUNK = 500  # ledgers that a process takes at once


def turned(request):
    """The same request with its rows in the opposite order."""
    return {**request, "given": {table: rows[::-1] for table, rows in request["given"].items()}}


def by_event(told):
    """Every entry under its programme and event."""
    return {(entry["programme"], entry["event"]): entry for entry in told["entries"]}


def goes_in_order(request):
    """Does the order of rows decide anything?"""
    rules = request["policy"]["rules"].values()
    return any(adjustment.get("ties") == "in-order" for rule in rules for adjustment in rule.get("adjust", []))


def ledger_of(driver, request):
    """The library's ledger."""
    answer = driver.ask(json.dumps(request))
    must("ledger" in answer, "no ledger", answer)
    must("refused" not in answer["ledger"], "no ledger", answer["ledger"])
    return answer["ledger"]


def try_seed(driver, seed, counts):
    """One ledger; (seed, what it breaks), or None."""
    request = ledger_cases.request(seed)
    try:
        told = ledger_of(driver, request)
        Ledger(request, told).check()
        if seed % 8 == 0 and not goes_in_order(request):
            must(by_event(ledger_of(driver, turned(request))) == by_event(told), "the order of rows changes something")
            counts["with rows turned round"] += 1
    except Broken as broken:
        return seed, str(broken)
    counts["ledgers"] += 1
    counts["entries"] += len(told["entries"])
    for entry in told["entries"]:
        counts["entries " + ["due", "of nothing", "refused", "undetermined"][entry["state"] - 1]] += 1
        counts["cuts by joint caps"] += bool(entry["figures"][JOINT_SUM])
    return None


def try_seeds(path, seeds):
    """What is broken in some seeds, and counts."""
    driver, counts = Driver(path), Counter()
    broken = [found for found in (try_seed(driver, seed, counts) for seed in seeds) if found]
    driver.stop()
    return broken, counts


def main():
    """The command."""
    parser = argparse.ArgumentParser(description="Hold random ledgers against what must be true of each.")
    parser.add_argument("--driver", required=True, help="the program built from driver.c")
    parser.add_argument("--ledgers", type=int, default=1000, help="how many")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    options = parser.parse_args()
    began, broken, counts = time.monotonic(), [], Counter()
    end = options.start + options.ledgers
    with ProcessPoolExecutor(options.jobs) as pool:
        chunks = [range(at, min(at + CHUNK, end)) for at in range(options.start, end, CHUNK)]
        for found, some in pool.map(try_seeds, [options.driver] * len(chunks), chunks):
            broken += found
            counts += some
    for seed, why in broken[:10]:
        print(f"seed {seed}: {why[:1000]}")
    for what, count in sorted(counts.items()):
        print(f"{count:9d} {what}")
    print(f"{options.ledgers} ledgers, {len(broken)} break a rule ({time.monotonic() - began:.0f} s, first seed {options.start})")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
