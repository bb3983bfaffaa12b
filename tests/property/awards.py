"""A random policy of awards from a seed: small sums that tie and leave remainders, joint caps, wholes over tables of different depth."""

import random

DAYS = ["2020-06-30", "2021-01-01", "2021-06-30", "2021-06-30", "2022-01-01"]
SUMS = ["0", "10", "20", "20", "30", "50", "60", "100", "33.33", "0.01", "0.005", "99.995", "1000", "12.345678", "7", "-5"]
STEPS = [0.01, 0.01, 1, 1, 100, 0.1, 0.000001, 3, 7.5]
MODES = ["half-up", "half-even", "down"]
COLUMNS = {"services": ["paid", "most", "n"], "firms": ["x", "y", "n"], "districts": ["n"]}
LINKS = {"services": ["user"], "firms": ["district"], "districts": []}


class Maker:
    """Makes one policy and its rows."""

    def __init__(self, seed):
        self.rng = random.Random(f"awards {seed}")
        self.rules = {}
        self.owners = self.chance(25)  # services then have two ways up

    def chance(self, percent):
        """True so many times in a hundred."""
        return self.rng.random() * 100 < percent

    def pick(self, *values):
        """One of some values."""
        return self.rng.choice(values)

    # ---- The policy ----

    def policy(self):
        """Tables, parameters, rules in any order."""
        self.add_measures()
        for _ in range(self.pick(1, 2, 3, 4, 6)):
            self.add_award()
        rules = list(self.rules.items())
        self.rng.shuffle(rules)
        return {
            "format": "incubator-policy/1", "id": "awards", "rounding": self.rng.choice(MODES), "categories": {"kind": {"a": {}, "b": {}}},
            "parameters": {
                "rate": {"type": "decimal", "values": [{"from": "2020-01-01", "value": 0.5}, {"from": "2021-06-30", "value": "0.333333"}]},
                "most": {"type": "decimal", "values": [{"from": self.pick("2020-01-01", "2021-01-01"), "value": self.pick(50, 100, 100, "133.335")}]},
                "open": {"type": "decimal", "values": []},
            },
            "tables": self.tables(),
            "rules": dict(rules),
        }  # fmt: skip

    def tables(self):
        """Districts, firms, services and payments."""
        decimals = {table: {name: {"type": "decimal"} for name in names} for table, names in COLUMNS.items()}
        own = {"id": {"type": "text"}, "flag": {"type": "boolean"}, "kind": {"type": "category", "categories": "kind"}, "day": {"type": "date"}}
        links = {"user": {"to": "firms"}, **({"owner": {"to": "firms"}} if self.owners else {})}
        return {
            "districts": {"key": "id", "fields": {**own, **decimals["districts"]}},
            "firms": {"key": "id", "links": {"district": {"to": "districts"}}, "fields": {**own, **decimals["firms"]}},
            "services": {"key": "id", "links": links, "fields": {**own, **decimals["services"]}},
            "payments": {
                "key": "id", "links": {"service": {"to": "services"}, "firm": {"to": "firms"}},
                "fields": {"id": {"type": "text"}, "sum": {"type": "decimal"}},
            },
        }  # fmt: skip

    def add_measures(self):
        """What was paid before, for a service and for a firm."""
        both = {"kind": "measure", "rows": "payments", "take": "sum", "of": {"var": "sum"}}
        self.rules["service_before"] = {**both, "on": "services"}
        self.rules["firm_before"] = {**both, "on": "firms", "via": "firm"}
        self.rules["payments_made"] = {"kind": "measure", "on": "services", "rows": "payments", "take": "count"}

    def add_award(self):
        """One more award, on any table."""
        table = self.pick("services", "services", "services", "firms", "firms", "districts")
        name = f"a{len(self.rules)}"
        if self.chance(10):
            first, second = self.award(table), self.award(table)
            self.rules[name] = [{**first, "until": "2021-06-30"}, {**second, "from": "2021-06-30"}]
        else:
            self.rules[name] = self.award(table)

    def award(self, table):
        """The body of an award."""
        spec = {"kind": "award", "on": table, "round": {"to": self.rng.choice(STEPS), "mode": self.rng.choice(MODES)}}
        if self.chance(30):
            spec["when"] = self.condition(table)
        if self.chance(25):
            spec["at"] = "day"
        ways = self.components(table)
        if ways and self.chance(50):
            count = min(len(ways), self.pick(1, 2, 3))
            spec.update({"awards": self.rng.sample(ways, count), "pay": self.pick("highest", "all", "all")})
        else:
            spec["amount"] = self.amount(table)
        if self.chance(80):
            spec["adjust"] = [self.adjustment(table) for _ in range(self.pick(1, 1, 2, 3, 4))]
        if table == "services" and "awards" in spec and self.chance(60):
            self.hand_out(spec)
        if self.chance(40):
            names = ["city", "district", "park", "state", "firm"][: self.pick(1, 2, 2, 3, 5)]
            spec["split"] = {share: {"weight": self.weight(table)} for share in names}
            if all(share["weight"] == 0 for share in spec["split"].values()):  # which is refused
                spec["split"][names[0]]["weight"] = 1
        if LINKS[table] and self.chance(40):
            spec["to"] = LINKS[table][0]
        if "amount" in spec and self.chance(8):
            spec["absent"] = self.pick(0, 0, 7.5)
        return spec

    def components(self, table):
        """The entries that `awards` on a table may have."""
        result = []
        for name, rule in self.rules.items():
            on = (rule[0] if isinstance(rule, list) else rule)["on"]
            if (rule[0] if isinstance(rule, list) else rule)["kind"] != "award":
                continue
            way = {"services firms": "user", "services districts": "user.district", "firms districts": "district"}.get(f"{on} {table}")
            if on == table or (way and not self.owners):
                result.append(name)
            elif way:
                result.append({"award": name, "via": self.pick(way, way.replace("user", "owner"))} if on == "services" else name)
        return result

    def hand_out(self, spec):
        """What a whole of the firms leaves to one of its components, handed out to the services."""
        for name, rule in self.rules.items():
            if isinstance(rule, list) or rule["on"] != "firms" or "awards" not in rule:
                continue
            below = [entry for entry in rule["awards"] if isinstance(entry, str) and self.on(entry) == "services"]
            if below:
                cap = {"cap": {"var": f"user.{name}:{below[0]}"}, "over": ["user"], "fill": self.fill(), "ties": "in-order"}
                spec.update({"awards": [below[0]], "pay": "all", "part_of": name, "adjust": [cap]})
                return

    def on(self, name):
        """The table of a rule."""
        rule = self.rules[name]
        return (rule[0] if isinstance(rule, list) else rule)["on"]

    # ---- Expressions ----

    def column(self, table):
        """A number of a row, or of the row that it belongs to."""
        ways = [{"var": name} for name in COLUMNS[table]]
        if table == "services":
            ways += [{"var": "user.x"}, {"var": "service_before"}]
        if table == "firms":
            ways += [{"var": "firm_before"}]
        return self.rng.choice(ways)

    def condition(self, table):
        """A boolean."""
        ways = [{"var": "flag"}, {"var": "flag"}, {">=": [self.column(table), self.pick(0, 10, 50)]}, {"==": [{"var": "kind"}, "a"]}]
        if table == "services":
            ways.append({"==": [{"var": "payments_made"}, 0]})
        return self.rng.choice(ways)

    def amount(self, table):
        """A sum, mostly not below 0."""
        column = self.column(table)
        ways = [
            column, {"*": [column, {"var": "params.rate"}]}, {"/": [column, 3]}, {"max": [column, 0]}, {"*": [column, 0.5]}, 100, 33.335,
            {"if": [{"var": "flag"}, column, 0]}, {"*": [{"/": [column, 7]}, 7]}, {"*": [{"min": [column, 50]}, {"var": "params.rate"}]},
        ]  # fmt: skip
        return self.rng.choice(ways)

    def bound(self, table):
        """What a bound is: rarely a gap."""
        column = self.column(table)
        ways = [
            10, 50, 100, 0.005, 33.335, {"var": "params.most"}, column, {"-": [{"var": "params.most"}, column]}, {"/": [column, 3]},
            {"/": [100, 3]}, {"*": [{"var": "params.rate"}, 100]},
        ]  # fmt: skip
        return {"var": "params.open"} if self.chance(3) else self.rng.choice(ways)

    def weight(self, table):
        """The weight of a share."""
        column = self.column(table)
        return self.pick(1, 1, 2, 0, 0.5, 3, {"var": "params.rate"}, {"/": [column, 3]}, column)

    def fill(self):
        """How a joint cap is filled."""
        return self.pick("partial", "stop", "pro-rata")

    def adjustment(self, table):
        """One adjustment."""
        way = self.pick("less", "cap", "at_least", "joint", "joint", "joint")
        spec = self.joint(table) if way == "joint" else {way: self.bound(table)}
        if self.chance(20):
            spec["when"] = self.condition(table)
        return spec

    def joint(self, table):
        """A joint cap: mostly the same in a group."""
        groups = [[], [], ["kind"], ["flag"]] + [[link] for link in LINKS[table]] * 3 + [["n"]]
        if table == "services":
            groups += [["user", "kind"], ["user.district"]]
        over = self.rng.choice(groups)
        caps = [self.pick(0, 1, 30, 50, 99.999, 100, 100, 150), {"var": "params.most"}, {"/": [100, 3]}]
        if over[:1] == ["user"]:
            caps += [{"var": "user.x"}, {"-": [{"var": "user.y"}, {"var": "user.firm_before"}]}]
        cap = self.bound(table) if self.chance(8) else self.rng.choice(caps)
        spec = {"cap": cap, "over": over, "fill": self.fill()}
        if self.chance(65):
            spec["order"] = [self.order(table) for _ in range(self.pick(1, 1, 2))]
        if self.chance(60):
            spec["ties"] = self.pick("undetermined", "in-order")
        return spec

    def order(self, table):
        """What comes first."""
        value = self.pick({"var": "n"}, {"var": "n"}, {"var": "day"}, self.column(table), {"/": [{"var": "n"}, 3]})
        return {"value": value, "first": self.pick("highest", "lowest")}

    # ---- Rows ----

    def given(self, tables):
        """Rows of all tables; now and then one is not given."""
        counts = {"districts": self.pick(1, 2, 3), "firms": self.pick(1, 2, 3, 5), "services": self.pick(0, 2, 4, 8, 12, 40), "payments": self.pick(0, 1, 3)}
        gaps = self.pick(0, 0, 0, 2, 10)
        keys = {table: [f"{table[0]}{number}" for number in range(1, count + 1)] for table, count in counts.items()}
        given = {table: [self.row(spec, key, keys, gaps) for key in keys[table]] for table, spec in tables.items()}
        if self.chance(6):
            del given[self.pick("services", "payments")]
            given.pop("payments", None)
        return given

    def row(self, spec, key, keys, gaps):
        """One row, of which some cells are empty."""
        row = {"id": key}
        for name, field in spec["fields"].items():
            if name != "id" and not self.chance(gaps):
                row[name] = self.value(name, field)
        for link, to in spec.get("links", {}).items():
            if keys[to["to"]] and not self.chance(gaps):
                row[link] = self.rng.choice(keys[to["to"]])
        return row

    def value(self, name, field):
        """The value of a cell."""
        if field["type"] == "boolean":
            return self.chance(70)
        if field["type"] == "category":
            return self.pick("a", "b")
        if field["type"] == "date":
            return self.rng.choice(DAYS)
        if name == "n":
            return self.pick(0, 1, 2, 3, 4, 5)
        return self.rng.choice(SUMS[: None if self.chance(8) else -1])


def request(seed):
    """The request of a seed."""
    maker = Maker(seed)
    policy = maker.policy()
    return {"policy": policy, "as_of": maker.rng.choice(DAYS), "params": {}, "given": maker.given(policy["tables"])}
