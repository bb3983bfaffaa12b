"""What must be true of every ledger: its entries, its joint caps, what is paid once, its totals.

Of every entry: computed, less the cuts, is what is due; every sum is a multiple of its step and not below 0; shares and components
add up to it. Of every joint cap: nobody gets more than before, all together not more than the cap, exactly the cap where it is filled in
order or in proportion and does not suffice, and nobody before those who come first. No event that was paid before is paid again. Totals are
the sums of their entries, and those by programme, recipient and district come to the same.
"""

from collections import Counter
from fractions import Fraction

MILLION = 1_000_000
DUE, NOTHING, REFUSED, UNDETERMINED = 1, 2, 3, 4
LESS, CAP, AT_LEAST, JOINT = 1, 2, 3, 4
COMPUTED, LESS_SUM, CAPPED, JOINT_SUM, RAISED, DUE_SUM = range(6)


class Broken(Exception):
    """A rule of ledgers that one of them breaks."""


def must(holds, what, *where):
    """Raises where something does not hold."""
    if not holds:
        raise Broken(f"{what}: {' '.join(map(str, where))}")


class Ledger:
    """A request with the ledger that the library makes of it."""

    def __init__(self, request, told):
        self.rules = request["policy"]["rules"]
        self.tables = request["policy"]["tables"]
        self.rows = {table: {row["id"]: row for row in rows} for table, rows in request["given"].items()}
        self.payments = request["given"]["payments"]
        self.told = told
        self.entries = {}
        for entry in told["entries"]:
            self.entries.setdefault(entry["programme"], {})[entry["event"]] = entry

    def check(self):
        """Everything that must be true."""
        for name, entries in self.entries.items():
            must(entries.keys() == self.rows[self.rules[name]["on"]].keys(), "not an entry for each row", name)
            for event, entry in entries.items():
                self.check_entry(self.rules[name], entry, (name, event))
            for number, adjustment in enumerate(self.rules[name].get("adjust", [])):
                if "over" in adjustment:
                    self.check_joint(name, number, adjustment)
        self.check_once()
        self.check_totals()

    # ---- What a row says ----

    def value(self, table, event, path):
        """A number, text or boolean of a row or of one that it belongs to; None for a gap."""
        *links, column = path.split(".")
        for link in links:
            event = self.rows[table][event].get(link)
            table = self.tables[table]["links"][link]["to"]
            if event is None:
                return None
        if column == "paid_before":
            return sum((Fraction(row["sum"]) for row in self.payments if row["firm"] == event), Fraction(0))
        if ":" in column:
            rule, component = column.split(":")
            bears = dict(self.entries[rule][event]["components"])[component]
            return None if bears is None else Fraction(bears, MILLION)
        cell = self.rows[table][event].get(column)
        return Fraction(str(cell)) if self.is_number(table, column) and cell is not None else cell

    def is_number(self, table, column):
        """Is it a column of numbers?"""
        return self.tables[table]["fields"].get(column, {}).get("type") in ("decimal", "integer")

    def bound(self, table, event, expression):
        """A bound in one of the few ways in which the cases write them."""
        if not isinstance(expression, dict):
            return Fraction(str(expression))
        if "var" in expression:
            return self.value(table, event, expression["var"])
        whole, part = (self.bound(table, event, operand) for operand in expression["-"])
        return None if part is None else whole - part

    # ---- One entry ----

    def check_entry(self, rule, entry, where):
        """Its cuts, step, shares and components."""
        figures, step = entry["figures"], step_of(rule)
        if entry["state"] == UNDETERMINED:
            must(figures[DUE_SUM] is None, "an undetermined entry has an amount", *where)
            return
        must(figures[DUE_SUM] is not None, "an entry without an amount is not undetermined", *where)
        must((figures[DUE_SUM] > 0) == (entry["state"] == DUE), "the state is not that of the amount", *where)
        if entry["state"] == REFUSED:
            return
        computed, less, capped, joint, raised, due = figures
        must(computed - less - capped - joint + raised == due, "the cuts do not lead to what is due", *where)
        must(all(amount % step == 0 for amount in figures), "no multiple of the step", *where, figures)
        must(computed >= 0 and due >= 0, "below 0", *where, figures)
        self.check_cuts(rule, entry, where)
        for names in ("shares", "components"):
            bears = [amount for _, amount in entry[names]]
            must(not bears or sum(bears) == due, f"the {names} do not add up", *where, bears, due)
            must(all(amount >= 0 for amount in bears), f"{names} below 0", *where, bears)
            must(names == "components" or all(amount % step == 0 for amount in bears), "a share is no multiple of the step", *where)

    def check_cuts(self, rule, entry, where):
        """Each adjustment follows from what was left before it."""
        left, sums = entry["figures"][COMPUTED], Counter()
        for adjustment, (kind, amount, after) in zip(rule.get("adjust", []), entry["cuts"], strict=True):
            must(after == (left + amount if kind == AT_LEAST else left - amount), "a cut is not what it took off", *where)
            must(kind == LESS or amount >= 0, "a cut below 0", *where)
            if "over" not in adjustment:
                must(after == self.adjusted(rule, adjustment, entry["event"], left), "an adjustment", *where, adjustment, left, after)
            sums[kind] += amount
            left = after
        must(left == entry["figures"][DUE_SUM], "the last adjustment does not leave what is due", *where)
        by_kind = [sums[kind] for kind in (LESS, CAP, JOINT, AT_LEAST)]
        must(by_kind == entry["figures"][LESS_SUM:DUE_SUM], "cuts do not add up", *where)

    def adjusted(self, rule, adjustment, event, left):
        """What a bound of the row alone leaves."""
        if "when" in adjustment and not self.value(rule["on"], event, "new"):
            return left
        step = step_of(rule)
        name = next(key for key in ("less", "cap", "at_least") if key in adjustment)
        bound = self.bound(rule["on"], event, adjustment[name]) * MILLION
        if name == "less":
            return max(0, (left - bound) // step * step)
        bound = max(0, bound // step * step)
        return min(left, bound) if name == "cap" else max(left, bound)

    # ---- Joint caps ----

    def check_joint(self, name, number, adjustment):
        """Group by group."""
        rule, groups = self.rules[name], {}
        for event, entry in self.entries[name].items():
            before = entry["cuts"][number - 1][2] if number else entry["figures"][COMPUTED]
            if before is None or entry["state"] == REFUSED:
                continue
            member = self.member(rule, adjustment, event, before, entry["cuts"][number][2])
            if member:
                groups.setdefault(member.pop("group"), []).append(member)
        for group, members in groups.items():
            check_group(adjustment, step_of(rule), members, (name, number, group))

    def member(self, rule, adjustment, event, before, after):
        """A row in a group: what it had, has, and where it stands; None where it is in none."""
        if "when" in adjustment:
            held = self.value(rule["on"], event, "new")
            must((after is None) == (held is None) or held, "a gap in `when`", event)
            must(held is not False or after == before, "cut though `when` is false", event)
            if not held:
                return None
        group = tuple(self.value(rule["on"], event, path) for path in adjustment["over"])
        order = [position(self.value(rule["on"], event, entry["value"]["var"]), entry["first"]) for entry in adjustment.get("order", [])]
        if None in group or None in order:
            must(after is None, "an amount where the order or the group is not known", event)
            return None
        cap = self.bound(rule["on"], event, adjustment["cap"])
        return {"group": group, "before": before, "after": after, "order": order, "cap": cap}

    # ---- Once, and totals ----

    def check_once(self):
        """Nothing is due for an event that was paid before."""
        paid = {row.get("service") for row in self.payments}
        for name in ("events", "handed"):
            for event, entry in self.entries.get(name, {}).items():
                must(event not in paid or not entry["figures"][DUE_SUM], "paid twice", name, event)

    def check_totals(self):
        """Each total is the sum of its entries."""
        payable = [entry for entry in self.told["entries"] if entry["within"] is None]
        for name in self.rules:
            if "whole" in self.rules and name in self.rules["whole"]["awards"] + ["handed"]:
                must(name not in {entry["programme"] for entry in payable}, "part of a whole, and payable", name)
        keys = {
            "programme": lambda entry: entry["programme"],
            "recipient": lambda entry: entry["recipient"],
            "districts": self.district,
        }
        sums = set()
        for by, key_of in keys.items():
            expected = {}
            for entry in payable:
                add(expected.setdefault(key_of(entry), [0] * 10), entry)
            told = {total[0]: total[1:] for total in self.told["totals"][by] if any(total[1:])}
            must(len(told) == sum(any(total[1:]) for total in self.told["totals"][by]), "a key twice", by)
            must(told == {key: sum_ for key, sum_ in expected.items() if any(sum_)}, "totals", by, told, expected)
            sums.add(tuple(map(sum, zip(*told.values()))))
        must(len(sums) <= 1, "totals that do not come to the same", sums)

    def district(self, entry):
        """Where who is paid belongs."""
        table = self.rules[entry["programme"]]["on"]
        return self.value(table, entry["event"], "user.district" if table == "services" else "district")


def add(total, entry):
    """An entry into a total: its state, and its amounts where what is due is known."""
    total[entry["state"] - 1] += 1
    if entry["state"] in (DUE, NOTHING):
        for number, amount in enumerate(entry["figures"]):
            total[4 + number] += amount


def check_group(adjustment, step, members, where):
    """Who share one joint cap."""
    caps = {member["cap"] for member in members}
    if None in caps:
        must(all(member["after"] is None for member in members), "an amount under an unknown cap", *where)
        return
    must(len(caps) == 1, "a case with caps that differ", *where)
    cap, wanted = max(0, caps.pop() * MILLION // step * step), sum(member["before"] for member in members)
    known = [member for member in members if member["after"] is not None]
    must(all(0 <= member["after"] <= member["before"] for member in known), "more than before", *where)
    if wanted <= cap:
        must(all(member["after"] == member["before"] for member in members), "cut within the cap", *where)
        return
    given, fill = sum(member["after"] for member in known), adjustment["fill"]
    must(given <= cap, "more than the cap", *where, given, cap)
    whole = len(known) == len(members)
    must(whole or adjustment["ties"] == "undetermined", "lots though ties go in order", *where)
    must(not whole or fill == "stop" or given == cap, "less than the cap", *where, given, cap)
    if fill == "pro-rata":
        must(all(abs(member["after"] - Fraction(member["before"] * cap, wanted)) < step for member in known), "out of proportion", *where)
        return
    must(fill != "stop" or all(member["after"] in (0, member["before"]) for member in known), "a part of a sum", *where)
    paid = [member["order"] for member in known if member["after"] > 0]
    for member in members:
        behind = paid and max(paid) > member["order"]
        must(not behind or member["after"] == member["before"], "not before those behind", *where)


def position(value, first):
    """Where a value stands: the smaller the earlier."""
    if value is None:
        return None
    number = int(value.replace("-", "")) if isinstance(value, str) else value
    return -number if first == "highest" else number


def step_of(rule):
    """The step of an award, in millionths."""
    return round(rule["round"]["to"] * MILLION)
