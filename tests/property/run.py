#!/usr/bin/env python3
"""Random policies on random rows through the library and through the oracle: all cells must be equal.

    python3 tests/property/run.py --driver BUILD/tests/property/driver --seeds N --start S [--jobs J]

Prints the seed and the smallest request of the first differences and exits 1 when there are any. README.md tells the
other options.
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import awards
import features
import generate
import grades
import quirks
import shipped
import weighed
from against import Driver, differences, reaching
from shrink import shrink

CHUNK = 100  # seeds that a process takes at once
OTHERS = {"shipped": shipped, "weighed": weighed, "grades": grades, "awards": awards}  # than wholly random
worker = {}  # of this process: its driver and what it was told


@dataclass
class Tally:
    """What some seeds came to."""

    requests: int = 0
    too_wide: int = 0
    found: list = field(default_factory=list)  # (seed, text of the first difference)
    features: Counter = field(default_factory=Counter)

    def add(self, other):
        """Another tally, added to this one."""
        self.requests += other.requests
        self.too_wide += other.too_wide
        self.found += other.found
        self.features += other.features


def read_options(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(description="Hold the library against the oracle.")
    parser.add_argument("--driver", required=True, help="the program built from driver.c")
    parser.add_argument("--seeds", type=int, default=1000, help="how many random policies")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--shipped", type=int, default=0, help="how many registries for the shipped policies")
    parser.add_argument("--weighed", type=int, default=0, help="how many tables for weights found in the data")
    parser.add_argument("--grades", type=int, default=0, help="how many small policies asked for least changes")
    parser.add_argument("--awards", type=int, default=0, help="how many policies of awards with joint caps, ties and wholes")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--seconds", type=float, help="end after so long")
    parser.add_argument("--explain", type=float, default=25, help="percent of gaps whose names are compared")
    parser.add_argument("--values", type=float, default=5, help="percent of values that are explained")
    parser.add_argument("--reach", type=float, default=4, help="percent of policies asked for least changes")
    parser.add_argument("--reports", action="store_true", help="write every report too, to nowhere")
    parser.add_argument("--features", action="store_true", help="tell what the requests are made of")
    parser.add_argument("--show", type=int, default=3, help="how many differences are made smaller and printed")
    parser.add_argument("--mended", action="append", default=[], help="a quirk that the library no longer has")
    parser.add_argument("--strict", action="store_true", help="the library has no quirks")
    return parser.parse_args(arguments)


def start(options):
    """Prepare this process."""
    mended = quirks.QUIRKS if options.strict else options.mended
    worker["without"] = quirks.switch_on([name for name in quirks.QUIRKS if name not in mended])
    worker["options"] = options
    worker["driver"] = Driver(options.driver)


def request_of(kind, seed):
    """The request of a seed."""
    options = worker["options"]
    made = OTHERS[kind].request(seed) if kind in OTHERS else generate.request(seed, worker["without"])
    made.update({"explain": options.explain, "explain_values": options.values, "reports": options.reports})
    if kind == "random" and seed * 61 % 100 < options.reach:
        reaching.ask(made, seed)
    return made


def is_too_wide(found):
    """Was the policy only refused because a formula needs more bits than there are?"""
    return found[0].what == "refused" and all(line.startswith("too-wide") for line in found[0].library)


def try_seeds(kind, seeds):
    """The tally of some seeds."""
    tally = Tally()
    for seed in seeds:
        made = request_of(kind, seed)
        found, cells = differences(worker["driver"], json.dumps(made, ensure_ascii=False))
        tally.requests += 1
        if found and is_too_wide(found):
            tally.too_wide += 1
        elif found:
            tally.found.append((kind, seed, found[0].text()))
        if worker["options"].features and cells is not None:
            tally.features.update(features.of_request(made))
            tally.features += features.of_cells(cells)
    return tally


def all_chunks(options):
    """The seeds in pieces: the wholly random policies last."""
    counts = {kind: getattr(options, kind) for kind in OTHERS} | {"random": options.seeds}
    for kind, count in counts.items():
        for at in range(options.start, options.start + count, CHUNK):
            yield kind, range(at, min(at + CHUNK, options.start + count))


def try_all(options):
    """The tally of everything; ends early where there are differences enough, or no time."""
    total, until = Tally(), time.monotonic() + (options.seconds or 1e9)
    with ProcessPoolExecutor(options.jobs, initializer=start, initargs=(options,)) as pool:
        waiting = []
        for kind, seeds in all_chunks(options):
            waiting.append(pool.submit(try_seeds, kind, seeds))
            if len(waiting) >= 2 * options.jobs:
                total.add(waiting.pop(0).result())
            if time.monotonic() > until or len(total.found) >= 50:
                break
        for each in waiting:
            total.add(each.result())
    return total


# ---- Telling ----


def tell_request(request):
    """A request, rule by rule."""
    policy = request["policy"]
    for key in ("rounding", "from", "until", "parameters", "tables"):
        if policy.get(key):
            print(f"  {key}: {json.dumps(policy[key], ensure_ascii=False)}")
    for name, rule in policy.get("rules", {}).items():
        print(f"  {name}: {json.dumps(rule, ensure_ascii=False)}")
    for key in ("as_of", "params", "given"):
        print(f"  {key}: {json.dumps(request.get(key), ensure_ascii=False)}")


def tell(kind, seed, text):
    """One seed's difference, made smaller."""
    print(f"{kind} seed {seed}: {text[:500]}")
    if kind == "shipped":
        return
    request, found = shrink(worker["driver"], {**request_of(kind, seed), "explain": 100}, worker["without"])
    print(" the smallest request that differs:")
    tell_request(request)
    for difference in found[:5]:
        print("  " + difference.text())


def tell_total(options, total, seconds):
    """How it went."""
    for feature, count in sorted(total.features.items()):
        print(f"{count:9d} {feature}")
    print(
        f"{total.requests} requests, {total.too_wide} too wide, {len(total.found)} differ"
        f" ({seconds:.0f} s, first seed {options.start})"
    )


def main(arguments):
    """The command."""
    options, began = read_options(arguments), time.monotonic()
    total = try_all(options)
    if total.found:
        start(options)
        for kind, seed, text in sorted(total.found)[: options.show]:
            tell(kind, seed, text)
        print("If the library was mended, its entry in quirks.py must go: --mended NAME tries without one.")
    tell_total(options, total, time.monotonic() - began)
    return 1 if total.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
