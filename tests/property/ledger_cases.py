"""A small policy of programmes and a registry, from a seed: what ledgers.py holds its rules against.

Caps are written in few ways only, so that what they allow can be reckoned without evaluating a policy.
"""

import random

RATES = [0.1, 0.3, 0.5, 1, "third"]
STEPS = [0.01, 0.01, 0.01, 1, 1, 100]
MODES = ["half-up", "half-even", "down"]
FILLS = ["partial", "stop", "pro-rata"]
DAYS = [f"2022-0{month}-15" for month in range(1, 7)]
SHARES = ["city", "district", "park", "state", "province"]
SUMS = ["100", "100", "200", "33.33", "0.01", "50.005", "99.995", "1000", "12.345678", "0", "7"]
CAPS = [0.05, 10, 50, 99.999, 100, 150, 200, 300, 333.33, 500, 1000, 0]


class Maker:
    """Makes one request."""

    def __init__(self, seed):
        self.rng = random.Random(f"ledgers {seed}")
        self.in_order = self.chance(40)  # only then does the order of rows decide anything

    def chance(self, percent):
        """True so many times in a hundred."""
        return self.rng.random() * 100 < percent

    def pick(self, values):
        """One of some values."""
        return self.rng.choice(values)

    # ---- Rules ----

    def rules(self):
        """Programmes for services and for firms, a whole of both, and what it leaves to the services."""
        before = {"kind": "measure", "rows": "payments", "take": "sum", "of": {"var": "sum"}}
        rules = {
            "paid_before": {**before, "on": "firms", "via": "firm"},
            "paid_for": {"kind": "measure", "on": "services", "rows": "payments", "via": "service", "take": "count"},
            "events": self.award("services", {"when": {"==": [{"var": "paid_for"}, 0]}, "to": "user"}),
            "grants": self.award("firms", {"when": {"var": "ok"}} if self.chance(50) else {}),
        }
        if self.chance(50):
            rules["more"] = self.award("services", {"to": "user"})
        if self.chance(60):
            parts = self.pick([["events", "grants"], ["grants", "events"], ["events"]])
            made = {"kind": "award", "on": "firms", "awards": parts, "pay": self.pick(["all", "all", "highest"])}
            rules["whole"] = {**made, **self.rest("firms")}
        if "whole" in rules and self.chance(70):
            cap = {"cap": {"var": "user.whole:events"}, "over": ["user"], **self.filling("services")}
            made = {"kind": "award", "on": "services", "to": "user", "awards": ["events"], "pay": "all", "part_of": "whole"}
            rules["handed"] = {**made, "round": {"to": 0.01, "mode": "down"}, "adjust": [cap]}
        return rules

    def award(self, table, more):
        """A rate on a sum, adjusted and shared."""
        rate = self.pick(RATES)
        amount = {"/": [{"var": "sum"}, 3]} if rate == "third" else {"*": [{"var": "sum"}, rate]}
        return {"kind": "award", "on": table, **more, "amount": amount, **self.rest(table)}

    def rest(self, table):
        """Rounding, adjustments, shares."""
        spec = {"round": {"to": self.pick(STEPS), "mode": self.pick(MODES)}}
        spec["adjust"] = [self.adjustment(table) for _ in range(self.pick([0, 1, 2, 2, 3]))]
        if self.chance(60):
            weights = [self.pick([1, 1, 2, 3, 7, 0.5]) for _ in range(self.pick([1, 2, 2, 3, 5]))]
            spec["split"] = {share: {"weight": weight} for share, weight in zip(SHARES, weights)}
        return spec

    def adjustment(self, table):
        """A bound of one row, or a joint cap."""
        way = self.pick(["less", "cap", "at_least", "joint", "joint", "joint", "joint"])
        firm = "user." if table == "services" else ""
        if way == "joint":
            over, cap = self.pick(
                [
                    ([], self.pick(CAPS)),
                    ([], self.pick(CAPS)),
                    ([firm + "district"], self.pick(CAPS)),
                    ([firm + "district"], {"var": firm + "district.budget"}),
                    ([firm + "kind"], self.pick(CAPS)),
                    *[(["user"], {"-": [self.pick(CAPS), {"var": "user.paid_before"}]})] * 2 * bool(firm),
                ]
            )
            spec = {"cap": cap, "over": over, **self.filling(table)}
        elif way == "less":
            spec = {"less": {"var": firm + "paid_before"}}
        else:
            spec = {way: self.pick(CAPS if way == "cap" else CAPS[:3])}
        return {**spec, "when": {"var": "new"}} if self.chance(20) else spec

    def filling(self, table):
        """Who gets a joint cap."""
        spec = {"fill": self.pick(FILLS), "ties": "in-order" if self.in_order and self.chance(70) else "undetermined"}
        if self.chance(70):
            columns = ["day", "rank"] if table == "services" else ["rank"]
            spec["order"] = [
                {"value": {"var": column}, "first": self.pick(["highest", "lowest"])}
                for column in self.rng.sample(columns, self.pick([1, len(columns)]))
            ]
        return spec

    # ---- Rows ----

    def given(self):
        """Rows of all tables, with few gaps or none."""
        gaps = self.pick([0, 0, 0, 3])
        counts = {"districts": self.pick([1, 2, 3]), "firms": self.pick([1, 2, 4, 6]), "services": self.pick([0, 3, 6, 10, 20])}
        counts["payments"] = self.pick([0, 1, 4])
        keys = {table: [f"{table[0]}{number}" for number in range(count)] for table, count in counts.items()}
        row = {
            "districts": lambda: {"budget": self.pick(CAPS)},
            "firms": lambda: {
                "district": self.pick(keys["districts"]), "kind": self.pick(["a", "b"]), "ok": self.chance(80),
                "new": self.chance(70), "sum": self.pick(SUMS), "rank": self.pick([1, 2, 3, 4]),
            },
            "services": lambda: {
                "user": self.pick(keys["firms"]), "sum": self.pick(SUMS), "day": self.pick(DAYS), "rank": self.pick([1, 2, 3, 4]),
                "new": self.chance(70),
            },
            "payments": lambda: {"firm": self.pick(keys["firms"]), "service": self.pick(keys["services"] or [None]), "sum": self.pick(SUMS[:4])},
        }  # fmt: skip
        rows = {table: [{"id": key, **row[table]()} for key in keys[table]] for table in keys}
        for cells in (cells for table in ("districts", "firms", "services") for cells in rows[table]):
            for name in list(cells):
                if name != "id" and self.chance(gaps):
                    del cells[name]
        return rows


def tables():
    """Districts, firms, their services, and what was paid before."""
    def fields(**types):
        return {"id": {"type": "text"}, **{name: {"type": type_} for name, type_ in types.items()}}

    return {
        "districts": {"key": "id", "fields": fields(budget="decimal")},
        "firms": {
            "key": "id", "links": {"district": {"to": "districts"}},
            "fields": {**fields(ok="boolean", new="boolean", sum="decimal", rank="integer"), "kind": {"type": "category", "categories": "kind"}},
        },
        "services": {"key": "id", "links": {"user": {"to": "firms"}}, "fields": fields(sum="decimal", day="date", rank="integer", new="boolean")},
        "payments": {"key": "id", "links": {"firm": {"to": "firms"}, "service": {"to": "services"}}, "fields": fields(sum="decimal")},
    }  # fmt: skip


def request(seed):
    """The request of a seed."""
    maker = Maker(seed)
    policy = {"format": "incubator-policy/1", "id": "ledgers", "categories": {"kind": {"a": {}, "b": {}}}, "tables": tables(), "rules": maker.rules()}
    return {"policy": policy, "as_of": "2022-06-30", "params": {}, "given": maker.given(), "ledger": ["districts"]}
