"""Policies with one mistake each in the apportionment of sound.json, and the code of what `incubator check` must find.

SHAPE are mistakes that the schema must refuse too. MEANING are those that only `check` can see.
"""

from broken import AREA, GONE


def case(title, at, code, value=GONE):
    """One mistake: its code, and a value put under a key of the rule, or what stands there taken away."""
    return title, f"/rules/seats/{at}", value, code


SHAPE = [
    case("shares of nothing", "whole", "key-missing"),
    case("shares by nothing", "weight", "key-missing"),
    case("shares without a method", "method", "key-missing"),
    case("a method that is none", "method", "type-mismatch", "hare"),
    case("a method that is a number", "method", "type-mismatch", 1),
    case("ties that are none", "ties", "type-mismatch", "in"),
    case("ties that are a truth", "ties", "type-mismatch", True),
    case("a step of 0", "step", "out-of-range", 0),
    case("a step below 0", "step", "out-of-range", -1),
    case("a step that is an expression", "step", "type-mismatch", AREA),
    case("a rounding beside the step", "round", "unknown-key", {"to": 1, "mode": "down"}),
    case("within that is one name", "within", "type-mismatch", "unit"),
    case("a key of another kind", "places", "unknown-key", 1),
]

MEANING = [
    case("a whole that is a text", "whole", "type-mismatch", {"var": "name"}),
    case("a weight that is a date", "weight", "type-mismatch", {"var": "opened"}),
    case("a lower bound that is a boolean", "lower", "type-mismatch", {"var": "ok"}),
    case("an upper bound that is a text", "upper", "type-mismatch", {"var": "lvl"}),
    case("bounds of two units", "upper", "unit-mismatch", AREA),
    case("a unit that is not the bound's", "unit", "unit-mismatch", "yuan"),
    case("a whole of another unit than the bound", "whole", "unit-mismatch", AREA),
    case("a result of another unit", "absent", "unit-mismatch", AREA),
    case("within a column that is not there", "within/0", "unknown-name", "district"),
    case("within a column of another table", "within/0", "unknown-name", "tot"),
    case("a weight that reads the rule", "weight", "cycle", {"var": "seats"}),
    case("at a column that is no date", "at", "type-mismatch", "area"),
]

CASES = [(*each, True) for each in SHAPE] + [(*each, False) for each in MEANING]
