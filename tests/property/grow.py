"""Random expressions of a kind over the columns of one table, with types and units that agree."""

import pools
from shapes import BOOLEAN, DATE, TEXT, combined, number

LEAVES = 12  # an expression has about so many at most


class Grower:
    """Grows one expression."""

    def __init__(self, draft, table, depth=5):
        self.draft = draft
        self.rng = draft.rng
        self.table = table
        self.depth = depth
        self.leaves = draft.rng.choice([2, 4, LEAVES])

    def grow(self, kind, depth=None, firm=False):
        """An expression of the kind; a firm one is no literal and holds its unit. None: there is none."""
        depth = self.depth if depth is None else depth
        if kind == BOOLEAN:
            return self.boolean(depth, firm)
        return self.number(kind, depth, firm) if kind.type == "number" else self.coded(kind, depth, firm)

    def is_leaf(self, depth):
        """Is it time to end?"""
        return depth <= 0 or self.leaves <= 1 or self.rng.random() < 0.2

    def named(self, kind):
        """A column or a parameter, or None."""
        self.leaves -= 1
        if kind == DATE and self.rng.random() < 0.15:
            return {"var": "as_of"}
        names = [self.draft.column(self.table, kind), self.draft.param(kind)]
        if self.rng.random() < 0.25:
            names.reverse()
        name = names[0] or names[1]
        return {"var": name} if name else None

    def branches(self, kind, depth, firm):
        """An `if` of one or two conditions."""
        firm = firm or (kind == TEXT and not self.draft.may("text-literals"))
        results = [self.grow(kind, depth - 1, firm)]
        if results[0] is None:
            return None
        for _ in range(self.rng.choice([1, 1, 2])):
            results.append(self.grow(kind, depth - 1, firm and kind == TEXT) or results[0])
        self.rng.shuffle(results)
        parts = [part for result in results[1:] for part in (self.boolean(depth - 2, False), result)]
        return {"if": [*parts, results[0]]}

    # ---- Categories, dates, texts ----

    def coded(self, kind, depth, firm):
        """A category, date or text."""
        if not self.is_leaf(depth) and self.rng.random() < 0.4:
            return self.branches(kind, depth, firm)
        if firm or self.rng.random() < 0.6:
            name = self.named(kind) or ({"var": "as_of"} if kind == DATE else None)
            if name or firm:
                return name
        self.leaves -= 1
        return self.literal(kind)

    def literal(self, kind):
        """A literal of the kind."""
        if kind.type == "number":
            return self.rng.choice(pools.ODD_LITERALS if self.rng.random() < 0.1 else pools.LITERALS)
        if kind.type == "category":
            return self.rng.choice(list(self.draft.policy["categories"][kind.list]))
        if kind == BOOLEAN:
            return self.rng.random() < 0.5
        return self.rng.choice(pools.DATES if kind == DATE else pools.TEXTS)

    # ---- Booleans ----

    def boolean(self, depth, firm):
        """A condition."""
        if self.is_leaf(depth):
            name = self.named(BOOLEAN) if firm or self.rng.random() < 0.85 else None
            if name or depth <= 0:
                return name or self.literal(BOOLEAN)
        grown = self.rng.choice(
            [self.connective, self.connective, self.negation, self.order, self.order, self.order, self.equality,
             self.membership, self.conditional]
        )(depth)  # fmt: skip
        return grown if grown is not None else self.order(depth)

    def connective(self, depth):
        """and, or."""
        count = self.rng.choice([2, 2, 3])
        return {self.rng.choice(["and", "or"]): [self.boolean(depth - 1, False) for _ in range(count)]}

    def negation(self, depth):
        """not; its only operand needs no list."""
        operand = self.boolean(depth - 1, False)
        return {"!": operand if isinstance(operand, dict) and self.rng.random() < 0.5 else [operand]}

    def conditional(self, depth):
        """An `if` of booleans."""
        return self.branches(BOOLEAN, depth, False)

    def pair(self, kind, depth):
        """Two operands of a kind, at least one of them firm; None: there is none."""
        first = self.grow(kind, depth - 1, firm=True)
        if first is None:
            return None
        second = self.grow(kind, depth - 1)
        return [first, second] if self.rng.random() < 0.7 else [second, first]

    def order(self, depth):
        """A comparison of numbers or dates."""
        operator = self.rng.choice(["<", "<=", ">", ">="])
        if self.rng.random() < 0.2:
            return {operator: self.pair(DATE, depth)}
        kind = number(self.rng.choice(self.draft.units(self.table)))
        first, second = self.grow(kind, depth - 1), self.grow(kind, depth - 1)
        return {operator: [first, second]}

    def some_kind(self):
        """A kind of which there are columns, or numbers."""
        kinds = {kind for _, table in self.draft.reaches(self.table) for kind in self.draft.own[table]}
        return self.rng.choice(sorted(kinds, key=repr) or [number()])

    def equality(self, depth):
        """== or != of any kind."""
        operands = self.pair(self.some_kind(), depth)
        return {self.rng.choice(["==", "!="]): operands} if operands else None

    def membership(self, depth):
        """A value in a list of literals."""
        kind = self.some_kind()
        value = self.grow(kind, depth - 1, firm=True)
        if value is None:
            return None
        literals = [self.literal(kind) for _ in range(self.rng.choice([1, 2, 3]))]
        return {"in": [value, literals]}

    # ---- Numbers ----

    def number(self, kind, depth, firm):
        """A number of a unit."""
        if self.is_leaf(depth):
            grown = self.leaf_number(kind, firm)
            if grown is not None or firm is False:
                return grown
        ways = [self.sum, self.sum, self.product, self.product, self.quotient, self.extreme, self.choice]
        grown = self.rng.choice(ways)(kind, depth, firm) if depth > 0 else None
        return grown if grown is not None else self.leaf_number(kind, firm)

    def leaf_number(self, kind, firm):
        """A column, a parameter or a literal."""
        name = self.named(kind) if firm or self.rng.random() < 0.8 else None
        return name if name or firm else self.literal(kind)

    def several(self, kind, depth, firm, count):
        """Operands of one unit, in any order."""
        first = self.number(kind, depth - 1, firm)
        if first is None:
            return None
        operands = [first, *(self.number(kind, depth - 1, False) for _ in range(count - 1))]
        self.rng.shuffle(operands)
        return operands

    def sum(self, kind, depth, firm):
        """+ or -."""
        operator = self.rng.choice("+-")
        operands = self.several(kind, depth, firm, 2 if operator == "-" else self.rng.choice([2, 2, 3]))
        return operands and {operator: operands}

    def extreme(self, kind, depth, firm):
        """min or max."""
        operands = self.several(kind, depth, firm, self.rng.choice([2, 2, 3]))
        return operands and {self.rng.choice(["min", "max"]): operands}

    def choice(self, kind, depth, firm):
        """An `if` of numbers."""
        return self.branches(kind, depth, firm)

    def factor_unit(self, kind, sign):
        """Another unit u, such that kind = rest × u (or rest / u) and both can be had; () if none."""
        units = self.draft.units(self.table)
        pairs = [unit for unit in units if unit and combined(kind.unit, unit, -sign) in units]
        return self.rng.choice(pairs) if pairs and self.rng.random() < 0.5 else ()

    def factors(self, kind, depth, firm, sign):
        """The rest and the factor, with units that come to the kind's."""
        unit = self.factor_unit(kind, sign)
        rest = number(combined(kind.unit, unit, -sign))
        first = self.number(rest, depth - 1, firm or bool(unit) or bool(kind.unit))
        if first is None:
            return None
        second = self.number(number(unit), depth - 1, bool(unit))
        return None if second is None else [first, second]

    def product(self, kind, depth, firm):
        """A product of two or three."""
        operands = self.factors(kind, depth, firm, 1)
        if operands is None:
            return None
        if self.rng.random() < 0.2:
            operands.append(self.number(number(), depth - 1, False))
        self.rng.shuffle(operands)
        return {"*": operands}

    def quotient(self, kind, depth, firm):
        """A quotient."""
        operands = self.factors(kind, depth, firm, -1)
        return operands and {"/": operands}


def is_flexible(expression):
    """Is it a number made of literals only, which takes any unit?"""
    if not isinstance(expression, dict):
        return True
    ((operator, operands),) = expression.items()
    if operator == "var":
        return False
    if operator == "if":
        operands = [*operands[1::2], operands[-1]]
    return all(is_flexible(operand) for operand in operands)


def grower(draft, table, depth=None):
    """Something that grows expressions over a table."""
    return Grower(draft, table, draft.rng.choice([0, 1, 2, 3, 4, 5]) if depth is None else depth)


def condition(draft, table, depth=None):
    """A boolean expression."""
    return grower(draft, table, depth).grow(BOOLEAN)
