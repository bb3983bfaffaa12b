"""What a policy in the making has: tables, links, columns and parameters, by the kind of their values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What a column's values are: a type, and a number's unit or a category's list."""

    type: str
    unit: tuple = ()  # pairs of base and exponent, sorted
    list: str = ""


BOOLEAN, DATE, TEXT = Kind("boolean"), Kind("date"), Kind("text")


def number(unit=()):
    """Numbers of a unit."""
    return Kind("number", unit)


def unit_of(text):
    """yuan/m2 as ((m2, -1), (yuan, 1))."""
    factors, sign = {}, 1
    for word in text.replace("/", " / ").replace("*", " * ").split():
        if word in "/*":
            sign = -1 if word == "/" else 1
        elif word != "1":
            factors[word] = factors.get(word, 0) + sign
    return tuple(sorted((base, n) for base, n in factors.items() if n))


def unit_text(unit):
    """The unit as a policy writes it."""
    above = "*".join(base for base, n in unit for _ in range(n))
    below = "".join("/" + base for base, n in unit for _ in range(-n))
    return (above or "1") + below


def combined(a, b, sign=1):
    """The unit of a product (or, with sign -1, of a quotient)."""
    factors = dict(a)
    for base, n in b:
        factors[base] = factors.get(base, 0) + sign * n
    return tuple(sorted((base, n) for base, n in factors.items() if n))


class Draft:
    """A policy that grows, and what may be named in it so far."""

    def __init__(self, rng, without):
        self.rng = rng
        self.without = without
        self.policy = {}
        self.links = {}  # of each table: {link: table}
        self.own = {}  # of each table: {kind: [column]}
        self.measures = {}  # of each table: names of measures
        self.kinds = {}  # of each rule
        self.bounded = set()  # fields with both bounds
        self.absents = set()  # fields with `absent`
        self.params = {}  # {kind: [name]}
        self.number = 0

    def chance(self, percent):
        """True so many times in a hundred."""
        return self.rng.random() * 100 < percent

    def may(self, thing):
        """Is this generated, or left out because the library is known to err there?"""
        return thing not in self.without

    def name(self, prefix):
        """A new name."""
        self.number += 1
        return f"{prefix}{self.number}"

    def add_column(self, table, name, kind):
        """A column that may be named from now on."""
        self.own[table].setdefault(kind, []).append(name)

    def reaches(self, table, depth=3):
        """The tables that can be read from a table: (prefix of the path, table); itself first."""
        yield "", table
        for link, to in self.links[table].items() if depth else ():
            for prefix, reached in self.reaches(to, depth - 1):
                yield f"{link}.{prefix}", reached

    def column(self, table, kind, own=False):
        """A path to a column of that kind, or None."""
        places = [(p, t) for p, t in self.reaches(table, 0 if own else 3) if self.own[t].get(kind)]
        if not places:
            return None
        prefix, reached = places[0] if self.chance(55) else self.rng.choice(places)
        columns = self.own[reached][kind]
        if prefix and not self.may("absent-through-links"):
            columns = [name for name in columns if name not in self.absents]
            if not columns:
                return None
        late = self.chance(40)  # so that chains of rules arise
        return prefix + (columns[-1 - self.rng.randrange(min(3, len(columns)))] if late else self.rng.choice(columns))

    def param(self, kind):
        """A path to a parameter of that kind, or None."""
        names = self.params.get(kind)
        return "params." + self.rng.choice(names) if names else None

    def units(self, table):
        """The units of the numbers that can be read from a table."""
        kinds = {kind for _, reached in self.reaches(table) for kind in self.own[reached]} | self.params.keys()
        return sorted({kind.unit for kind in kinds if kind.type == "number"} | {()})

    def paths(self, start, goal):
        """All paths of links from a table up to another."""
        for link, to in self.links[start].items():
            if to == goal:
                yield [link]
            for rest in self.paths(to, goal):
                yield [link, *rest]
