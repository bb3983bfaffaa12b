"""Robustness through the command line against the oracle, which draws the same runs: every column, bit by bit, and moves.

python3 robustness_oracle.py INCUBATOR
"""

import itertools
import random
import sys
import tempfile
import unittest
from pathlib import Path

from command import GRADED, ROOT, Command, write_json

sys.path.insert(0, str(ROOT / "tests/oracle"))
import robustness  # noqa: E402
from loading import load_policy, read_json  # noqa: E402

COMMAND = Command(sys.argv.pop(1))
AS_OF = "2022-06-30"
GRADES = {"a": "a", "b": "b", "c": "c"}
MINMAX = {"cohort": "min-max", "to": [0, 100], "constant": 50}


def item(name, weight=None, **more):
    """An item that reads a field of its name."""
    return {"value": {"var": name}, **({} if weight is None else {"weight": weight}), **more}


def grade(first, second, **more):
    """Three grades by the score."""
    cases = [
        {"when": {">=": [{"var": "score"}, first]}, "is": "a", **more},
        {"when": {"<": [second, {"var": "score"}]}, "is": "b"},
    ]
    return {"kind": "choose", "on": "t", "categories": "grade", "cite": "s", "cases": cases, "else": {"is": "c"}}


def policy(score, rules):
    """A policy with numbers x, y and z that may be missing, and a column k."""
    number = {"type": "decimal", "min": -1000, "max": 1000}
    fields = {"id": {"type": "text"}, "k": {"type": "text"}, **{name: number for name in "xyz"}}
    return {
        "format": "incubator-policy/1",
        "id": "robust",
        "rounding": "half-up",
        "sources": {"s": {"title": "made for this test"}},
        "categories": {"grade": {"a": {}, "b": {}, "c": {}}},
        "parameters": {"w": {"type": "decimal", "cite": "s", "values": [{"from": "2020-01-01", "value": 0.3}]}},
        "tables": {"t": {"key": "id", "fields": fields}},
        "rules": {"score": {"kind": "score", "on": "t", "cite": "s", **score}, **rules},
    }


SUM = {"aggregate": "sum", "weights": "given", "items": {"x": item("x", 0.5), "y": item("y", {"var": "params.w"}), "z": item("z", 0.2)}}
NESTED = {
    "aggregate": "mean",
    "reweight": {"share": 0.4},
    "round": {"to": 0.01, "mode": "half-even"},
    "items": {
        "g": {"aggregate": "sum", "weights": "equal", "weight": 2, "items": {"x": item("x"), "y": item("y", scale=MINMAX)}},
        "h": {"aggregate": "mean", "reweight": {"share": 0.3}, "weight": 1, "items": {"y": item("y", 3, absent=1), "z": item("z", 1), "x": item("x", 0)}},
        "z": item("z", 1.25, scale={"points": [[0, 0], [50, 60], [100, 100]]}),
    },
}
PLACED = {"aggregate": "sum", "items": {name: item(name, 1, scale=MINMAX) for name in "xyz"}}
FOUND = {
    "aggregate": "sum",
    "items": {
        "e": {"aggregate": "sum", "weights": "critic", "weight": 0.7, "items": {"g": {"aggregate": "mean", "items": {"x": item("x", 1), "y": item("y", 2)}}, "z": item("z")}},
        "f": {"aggregate": "mean", "weights": "entropy", "weight": 0.3, "items": {"x": item("x", scale=MINMAX), "z": item("z", absent=7)}},
    },
}
SELECT = {"kind": "select", "on": "t", "within": ["k"], "order": [{"value": {"var": "score"}, "first": "highest"}], "places": 2, "cite": "s"}
QUOTA = {"top": SELECT, "grade": {**grade(70, 40), "cases": [{"when": {"var": "top"}, "is": "a"}, {"when": {">=": [{"var": "score"}, 45]}, "is": "b"}]}}

CASES = {
    "a sum": (policy(SUM, {"grade": grade(60, 40)}), {"outcome": "grade", "top": 3}),
    "as drawn": (policy(SUM, {"grade": grade(60, 40)}), {"outcome": "grade", "free_total": True, "spread": 1_000_000}),
    "simplex": (policy(SUM, {"grade": grade(60, 40)}), {"outcome": "grade", "weights": "simplex", "top": 1}),
    "groups": (policy(NESTED, {"grade": grade(55, 40)}), {"outcome": "grade", "spread": 300_000}),
    "groups, simplex": (policy(NESTED, {"grade": grade(55, 40)}), {"outcome": "grade", "weights": "simplex"}),
    "ways to place": (policy(PLACED, {"grade": grade(150, 80)}), {"outcome": "grade", "normalise": ["min-max", "rank", "percentile", "z-score"], "top": 2}),
    "ways alone": (policy(PLACED, {"grade": grade(150, 80)}), {"outcome": "grade", "weights": "held", "normalise": ["best", "rank"]}),
    "a quota": (policy(SUM, QUOTA), {"outcome": "grade", "rank": "top", "top": 2}),
    "a selection": (policy(SUM, QUOTA), {"outcome": "top", "top": 1}),
    "some below 0": (policy({**SUM, "items": {**SUM["items"], "z": item("z", -0.2)}}, {"grade": grade(60, 40)}), {"outcome": "grade", "free_total": True}),
    "weights found": (policy(FOUND, {"grade": grade(50, 30)}), {"outcome": "grade", "top": 2}),
    "weights found, ways": (policy(FOUND, {"grade": grade(50, 30)}), {"outcome": "grade", "normalise": ["min-max", "rank", "best"], "weights": "simplex"}),
    "weights of rows": (policy({**NESTED, "items": {**NESTED["items"], "z": item("z", {"if": [{"==": [{"var": "k"}, "p"]}, 1, 2]})}}, {"grade": grade(55, 40)}), {"outcome": "grade"}),
}


def rows(seed, count=9):
    """Rows with a missing cell here and there, and some that are equal."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        row = {"id": f"r{number}", "k": chance.choice("pq")}
        for name in "xyz":
            if chance.random() < 0.93:
                row[name] = chance.choice([chance.randrange(0, 101), chance.randrange(0, 10001) / 100])
        made.append(row)
    return made + [{**made[-1], "id": "twin"}]


class Robustness(unittest.TestCase):
    """incubator robustness."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def arguments(self, path, registry, how):
        """The command line for what the oracle is told as a dict."""
        said = ["--policy", path, "--registry", registry, "--as-of", AS_OF, "--score", "score"]
        for key in ("outcome", "rank", "top", "runs", "seed", "weights"):
            if how.get(key) is not None:
                said += [f"--{key}", how[key]]
        said += ["--spread", f"{how['spread'] / 10_000}%"] if how["weights"] == "uniform" else []
        said += ["--free-total"] if how.get("free_total") else []
        return said + (["--normalise", ",".join(how["normalise"])] if how.get("normalise") else [])

    def both(self, name, seed):
        """A case, ready for both."""
        given, (made, how) = {"t": rows(seed)}, CASES[name]
        how = {"score": "score", "weights": "uniform", "spread": 200_000, "runs": 40, "seed": seed * 977, **how}
        path, registry = write_json(self.folder / "policy.json", made), write_json(self.folder / "rows.json", given)
        said = self.arguments(path, registry, how)
        if how["outcome"] == "top":
            how["rank"] = "top"  # the ranks of a selection that is watched
        return load_policy(path), read_json(registry), how, said

    def compare(self, told, expected):
        """Every cell of every subject."""
        for subject in told["subjects"]:
            found = {name: None if isinstance(cell, dict) else cell for name, cell in subject["columns"].items()}
            self.assertEqual(expected[subject["key"]], found, subject["key"])

    def test_columns(self):
        """Each case on several registries, one thread and three."""
        for name, seed in itertools.product(CASES, (1, 2, 3)):
            with self.subTest(name, seed=seed):
                made, given, how, said = self.both(name, seed)
                codes = {"false": False, "true": True} if how["outcome"] == "top" else GRADES
                expected = robustness.columns(made, given, AS_OF, how, codes)
                self.compare(COMMAND.json("robustness", *said), expected)
                self.compare(COMMAND.json("robustness", *said, "--threads", "3"), expected)

    def test_seeds(self):
        """A seed of 64 bits; another seed, another result; the same, the same."""
        made, given, how, said = self.both("a sum", 1)
        how["seed"] = 2**64 - 1
        told = COMMAND.json("robustness", *said, "--seed", how["seed"])
        self.compare(told, robustness.columns(made, given, AS_OF, how, GRADES))
        self.assertEqual(told, COMMAND.json("robustness", *said, "--seed", how["seed"]))
        self.assertNotEqual(told["subjects"], COMMAND.json("robustness", *said, "--seed", 1)["subjects"])

    def watched(self, move, found, how):
        """What a move watches, by key."""
        _, ranks, outcomes = found
        if move["watch"] == "top":
            return {key: "in" if rank is not None and rank <= how["top"] else "out" for key, rank in ranks.items()}
        words = {True: "true", False: "false"}
        said = {key: getattr(cell, "kind", None) or words.get(cell, cell) for key, cell in outcomes.items()}
        return {move["of"].split(":")[1]: said[move["of"].split(":")[1]]} if "of" in move else said

    def check_move(self, move, made, given, how, others_kept):
        """The limit, the step behind it, and, where nothing is said to change before, some of what lies before."""
        sign = 1 if move["direction"] == "up" else -1
        limit, reach = (round(float(move[key]) * 1e6) for key in ("limit", "reach"))

        def at(distance):
            found = robustness.moved(made, given, AS_OF, how, move["item"], sign * distance, others_kept)
            return self.watched(move, found, how)

        stated = at(0)
        self.assertEqual(stated, at(limit), move)
        chance = random.Random(limit)
        for _ in range(12 if move["exact"] else 0):
            self.assertEqual(stated, at(chance.randint(0, limit)), move)
        if not move["change"]:
            self.assertEqual(reach, limit, move)
            return
        behind = at(limit + 1)
        changed = [key for key in behind if behind[key] != stated[key]]
        self.assertEqual(move["change"]["key"], changed[0], move)
        self.assertEqual((move["change"]["from"], move["change"]["to"]), (stated[changed[0]], behind[changed[0]]), move)

    def test_moves(self):
        """Limits of each weight, with the total kept and without."""
        sure = 0
        for name, seed in itertools.product(("a sum", "groups", "a quota", "a selection", "weights found"), (1, 2)):
            for flags in ((), ("--others-kept",)):
                with self.subTest(name, seed=seed, flags=flags):
                    made, given, how, said = self.both(name, seed)
                    told = COMMAND.json("robustness", *said, "--runs", 1, "--moves", "--subject", "t:r1", *flags)
                    self.assertTrue(told["moves"])
                    for move in told["moves"]:
                        self.check_move(move, made, given, how, bool(flags))
                        sure += move["exact"]
        self.assertGreater(sure, 60)

    def test_weights_found(self):
        """Held, and said so; no figure is told as stated; a search within such a group proves nothing."""
        *_, said = self.both("weights found", 1)
        told = COMMAND.json("robustness", *said, "--moves")
        stated = {weight["item"]: (weight["stated"], weight["held"]) for weight in told["weights"]}
        held = (None, "found in the data")
        self.assertEqual(
            {"e": ("0.7", None), "e/g": held, "e/g/x": ("1", None), "e/g/y": ("2", None), "e/z": held, "f": ("0.3", None), "f/x": held, "f/z": held},
            stated,
        )
        moved = {move["item"]: move["exact"] for move in told["moves"]}
        self.assertEqual({"e": True, "f": True, "e/g/x": False, "e/g/y": False}, moved)
        text = COMMAND.run("robustness", *said).stdout.decode()
        for group in ("e", "f"):
            self.assertIn(f'not varied: the weights in "{group}": found in the data', text)
        alone = policy({"aggregate": "sum", "weights": "entropy", "items": {"x": item("x"), "y": item("y")}}, {"grade": grade(50, 30)})
        write_json(self.folder / "policy.json", alone)
        done = COMMAND.run("robustness", *said)
        self.assertEqual((2, b""), (done.returncode, done.stdout))
        self.assertIn("can be varied: found in the data", done.stderr.decode())

    def test_numbers_beyond_the_scale(self):
        """A normalisation whose numbers are far beyond those that the policy's own can have."""
        placed = {"aggregate": "sum", "items": {name: item(name, 1, scale={**MINMAX, "to": [0, 1], "constant": 0}) for name in "xy"}}
        cases = [{"when": {"<": [{"*": [{"var": "score"}, 1_000_000_000]}, 0]}, "is": "b"}]
        made = policy(placed, {"grade": {**grade(1, 1), "cases": cases}})
        given = {"t": [{"id": f"r{n}", "k": "p", "x": x, "y": 1} for n, x in enumerate((-1000, -999.99, 0.01, -31.7, -0.5))]}
        how = {"score": "score", "outcome": "grade", "weights": "held", "normalise": ["min-max", "best"], "runs": 9, "seed": 5}
        path, registry = write_json(self.folder / "policy.json", made), write_json(self.folder / "rows.json", given)
        told = COMMAND.json("robustness", *self.arguments(path, registry, how))
        self.compare(told, robustness.columns(load_policy(path), read_json(registry), AS_OF, how, GRADES))

    def test_the_first_of_two_changes(self):
        """An outcome that comes back: bisection of the ends would see nothing."""
        band = [{"when": {"and": [{">": [{"var": "score"}, 50]}, {"<": [{"var": "score"}, 50.001]}]}, "is": "a"}]
        made = policy({"aggregate": "sum", "items": {"x": item("x", 0.5), "y": item("y", 0.5)}}, {"grade": {**grade(1, 1), "cases": band}})
        given = {"t": [{"id": "r", "k": "p", "x": 100, "y": 0}, {"id": "s", "k": "p", "x": 50, "y": 50}]}
        path, registry = write_json(self.folder / "policy.json", made), write_json(self.folder / "rows.json", given)
        said = ("--policy", path, "--registry", registry, "--as-of", AS_OF, "--score", "score", "--outcome", "grade")
        told = COMMAND.json("robustness", *said, "--runs", 1, "--moves")
        found = {(move["item"], move["direction"]): move for move in told["moves"]}
        self.assertEqual(("0", "a"), (found["x", "up"]["limit"], found["x", "up"]["change"]["to"]))
        self.assertTrue(found["x", "up"]["exact"])
        self.assertIsNone(found["x", "down"]["change"])
        given["t"][0]["x"] = 99
        write_json(registry, given)
        found = {(m["item"], m["direction"]): m for m in COMMAND.json("robustness", *said, "--runs", 1, "--moves")["moves"]}
        self.assertEqual("0.005050", f"{float(found['x', 'up']['limit']):.6f}", "0.50505051 × 99 is above 50 and below 50.001")

    def test_what_is_said(self):
        """Seed, runs, quantiles, what varied, and that weights are assumed."""
        wuhan = ("--policy", "wuhan-2021", "--registry", ROOT / "examples/data/synthetic", "--as-of", AS_OF)
        done = COMMAND.run("robustness", *wuhan, "--score", "score", "--outcome", "grade", "--seed", 7, "--runs", 50, "--limit", 3)
        text = done.stdout.decode()
        for part in ("50 runs, seed 7, generator Philox4x32-10", "5% and 95%", "±20%", "marks weights of this score as assumed", "and 361 more"):
            self.assertIn(part, text)
        chinese = COMMAND.run("robustness", *wuhan, "--score", "score", "--outcome", "grade", "--lang", "zh", "--limit", 1, "--moves").stdout.decode()
        for part in ("种子 0", "假定", "可变动", "优秀"):
            self.assertIn(part, chinese)

    def test_csv(self):
        """A column each; moves as a file of their own."""
        said = (*GRADED, "--score", "score", "--outcome", "grade", "--runs", 10, "--format", "csv")
        lines = COMMAND.run("robustness", *said).stdout.decode().splitlines()
        self.assertEqual(7, len(lines))
        self.assertTrue(lines[0].startswith("id,score,score:least,score:low,score:median,score:high,score:greatest,rank,"))
        moves = COMMAND.run("robustness", *said, "--moves").stdout.decode().splitlines()
        self.assertEqual("weight,stated,watched,direction,limit,reach,changes,exact,subject,from,to", moves[0])

    def test_refused(self):
        """What is asked for and cannot be had, each with its reason; nothing on standard output."""
        graded = (*GRADED, "--score", "score")
        for said, why in (
            ((*GRADED,), "--score is missing"),
            ((*GRADED, "--score", "none"), 'no rule "none"'),
            ((*GRADED, "--score", "grade"), '"grade" is no score'),
            ((*graded, "--outcome", "size"), '"size" does not read "score"'),
            ((*graded, "--outcome", "of_kind"), "neither categories nor yes and no"),
            ((*graded, "--rank", "grade"), '"grade" is no selection'),
            ((*graded, "--spread", "0%"), "--spread"),
            ((*graded, "--spread", "101%"), "--spread"),
            ((*graded, "--spread", "20"), "--spread"),
            ((*graded, "--seed", "-1"), "--seed"),
            ((*graded, "--seed", str(2**64)), "--seed"),
            ((*graded, "--runs", "1000001"), "runs"),
            ((*graded, "--normalise", "min-max,"), "--normalise"),
            ((*graded, "--normalise", "median"), "--normalise"),
            ((*graded, "--normalise", "z-score"), "z-score"),
            ((*graded, "--weights", "held"), "nothing of"),
            ((*graded, "--weights", "none"), "--weights"),
            ((*graded, "--moves", "--outcome", "grade", "--subject", "carriers:none"), 'no row "none"'),
        ):
            with self.subTest(said[6:]):
                done = COMMAND.run("robustness", *said)
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertIn(why, done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
