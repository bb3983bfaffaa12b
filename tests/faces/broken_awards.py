"""Policies with one mistake each in an award of sound.json, and the code of what `incubator check` must find.

SHAPE are mistakes that the schema must refuse too. MEANING are those that only `check` can see.
"""

from broken import AREA, GONE

CAP = "/rules/fee/adjust/1"


def case(title, at, code, value=GONE):
    """One mistake: its code, and a value put at a JSON Pointer, or what stands there taken away."""
    return title, at, value, code


def made_of(name, on="carriers"):
    """A small award that is made of another."""
    return {"kind": "award", "on": on, "cite": "doc", "awards": [name], "pay": "all", "round": {"to": 1, "mode": "down"}}


SHAPE = [
    case("an award without a rounding", "/rules/fee/round", "round-unstated"),
    case("an award rounded to nothing", "/rules/fee/round/to", "round-unstated"),
    case("an award rounded in no mode", "/rules/fee/round/mode", "round-unstated"),
    case("an award rounded to 0", "/rules/fee/round/to", "out-of-range", 0),
    case("an award rounded below 0", "/rules/fee/round/to", "out-of-range", -1),
    case("an award of nothing", "/rules/fee/amount", "key-missing"),
    case("an amount and awards", "/rules/fee/awards", "key-missing", ["bonus"]),
    case("pay of an amount", "/rules/fee/pay", "unknown-key", "all"),
    case("awards without pay", "/rules/whole/pay", "key-missing"),
    case("pay of a kind that is none", "/rules/whole/pay", "type-mismatch", "lowest"),
    case("pay that is a number", "/rules/whole/pay", "type-mismatch", 1),
    case("awards that are one name", "/rules/whole/awards", "type-mismatch", "fee"),
    case("awards that are none", "/rules/whole/awards", "key-missing", []),
    case("an award named by a number", "/rules/whole/awards/0", "type-mismatch", 5),
    case("a component that is a part", "/rules/whole/awards/1", "unknown-name", "fee:computed"),
    case("a component without its award", "/rules/whole/awards/0/award", "key-missing"),
    case("a component with an unknown key", "/rules/whole/awards/0/share", "unknown-key", 1),
    case("a via that is a list", "/rules/whole/awards/0/via", "type-mismatch", ["unit"]),
    case("adjustments that are an object", "/rules/fee/adjust", "type-mismatch", {"cap": 1}),
    case("an adjustment that is a number", "/rules/fee/adjust/0", "type-mismatch", 5),
    case("an adjustment of nothing", "/rules/fee/adjust/0/less", "key-missing"),
    case("less and a cap in one", "/rules/fee/adjust/0/cap", "key-missing", 5),
    case("a cap and at_least in one", "/rules/fee/adjust/2/cap", "key-missing", 5),
    case("an adjustment with an unknown key", "/rules/fee/adjust/0/until", "unknown-key", "2022-01-01"),
    case("a joint cap that does not say who gets it", f"{CAP}/fill", "fill-unstated"),
    case("a fill that is none", f"{CAP}/fill", "type-mismatch", "lottery"),
    case("a fill that is a number", f"{CAP}/fill", "type-mismatch", 1),
    case("ties that are none", f"{CAP}/ties", "type-mismatch", "in"),
    case("a fill of a cap of one row", f"{CAP}/over", "unknown-key"),
    case("an order of a cap of one row", "/rules/whole/adjust/0/order", "unknown-key", [{"value": 1, "first": "lowest"}]),
    case("ties of a cap of one row", "/rules/whole/adjust/0/ties", "unknown-key", "in-order"),
    case("a joint at_least", "/rules/fee/adjust/2/over", "unknown-key", []),
    case("a joint less", "/rules/fee/adjust/0/over", "unknown-key", []),
    case("over that is a name", f"{CAP}/over", "type-mismatch", "unit"),
    case("over a number", f"{CAP}/over/0", "type-mismatch", 1),
    case("an order that is an object", f"{CAP}/order", "type-mismatch", {"value": AREA, "first": "lowest"}),
    case("an order without what comes first", f"{CAP}/order/0/first", "key-missing"),
    case("an order without a value", f"{CAP}/order/0/value", "key-missing"),
    case("a split that is a list", "/rules/fee/split", "type-mismatch", ["city", "district"]),
    case("a split without shares", "/rules/fee/split", "key-missing", {}),
    case("a share without a weight", "/rules/fee/split/city/weight", "key-missing"),
    case("a share that is a number", "/rules/fee/split/city", "type-mismatch", 1),
    case("a share with an unknown key", "/rules/fee/split/city/cap", "unknown-key", 1),
    case("a share with a capital", "/rules/fee/split/City", "name-invalid", {"weight": 1}),
    case("to that is a list", "/rules/fee/to", "type-mismatch", ["unit"]),
    case("to that is empty", "/rules/fee/to", "unknown-name", ""),
    case("part of a list", "/rules/handed/part_of", "type-mismatch", ["whole"]),
    case("a step that is text", "/rules/fee/round/to", "type-mismatch", "fen"),
    case("an award with items", "/rules/fee/items", "unknown-key", {}),
]

MEANING = [
    case("an amount that is a text", "/rules/fee/amount", "type-mismatch", {"var": "name"}),
    case("an amount that is a boolean", "/rules/fee/amount", "type-mismatch", {"var": "ok"}),
    case("an amount of another unit", "/rules/fee/amount", "unit-mismatch", {"var": "count"}),
    case("an unknown amount", "/rules/fee/amount", "unknown-name", {"var": "sum"}),
    case("a step between the points of the grid", "/rules/fee/round/to", "number-too-long", 0.0000005),
    case("less of another unit", "/rules/fee/adjust/0/less", "unit-mismatch", {"var": "count"}),
    case("less of a date", "/rules/fee/adjust/0/less", "type-mismatch", {"var": "opened"}),
    case("a cap of another unit", f"{CAP}/cap", "unit-mismatch", {"var": "params.rate"}),
    case("a least of another unit", "/rules/fee/adjust/2/at_least", "unit-mismatch", {"*": [AREA, AREA]}),
    case("a cap that reads the award", f"{CAP}/cap", "cycle", {"var": "fee"}),
    case("a cap that reads a part of the award", f"{CAP}/cap", "cycle", {"var": "fee:computed"}),
    case("an unknown cap", f"{CAP}/cap", "unknown-name", {"var": "params.cap"}),
    case("an adjustment when a number", "/rules/fee/adjust/0/when", "type-mismatch", AREA),
    case("over an unknown column", f"{CAP}/over/0", "unknown-name", "owner"),
    case("an order by a text", f"{CAP}/order/0/value", "type-mismatch", {"var": "name"}),
    case("an order by an unknown column", f"{CAP}/order/0/value", "unknown-name", {"var": "rank"}),
    case("a component that is unknown", "/rules/whole/awards/1", "unknown-name", "bonuses"),
    case("a component that is no award", "/rules/whole/awards/1", "type-mismatch", "tgt"),
    case("a component that is a field", "/rules/whole/awards/1", "unknown-name", "tot"),
    case("a component of itself", "/rules/whole/awards/1", "cycle", "whole"),
    case("a component twice", "/rules/whole/awards/1", "name-clash", "fee"),
    case("a component of another unit", "/rules/bonus/unit", "unit-mismatch", "yuan"),
    case("a component of a table above", "/rules/up", "unknown-name", made_of("bonus")),
    case("via that is no link", "/rules/whole/awards/0/via", "unknown-name", "owner"),
    case("via of the own table", "/rules/handed/awards/0", "unknown-key", {"award": "fee", "via": "unit"}),
    case("wholes of each other", "/rules/bonus", "cycle", made_of("whole", "units")),
    case("parts of one name", "/rules/fee/split/computed", "name-clash", {"weight": 1}),
    case("a share named as an adjustment", "/rules/fee/split/after_1", "name-clash", {"weight": 1}),
    case("a share named as a component", "/rules/whole/split", "name-clash", {"bonus": {"weight": 1}}),
    case("a weight below 0", "/rules/fee/split/city/weight", "split-weights", -1),
    case("weights that are all 0", "/rules/fee/split", "split-weights", {"city": {"weight": 0}, "district": {"weight": 0}}),
    case("a weight with a unit", "/rules/fee/split/city/weight", "unit-mismatch", AREA),
    case("a weight that is a text", "/rules/fee/split/city/weight", "type-mismatch", {"var": "name"}),
    case("an unknown weight", "/rules/fee/split/city/weight", "unknown-name", {"var": "params.share"}),
    case("to that is a field", "/rules/fee/to", "unknown-name", "area"),
    case("to that is no column", "/rules/fee/to", "unknown-name", "owner"),
    case("to beyond the last link", "/rules/fee/to", "unknown-name", "unit.city"),
    case("part of an unknown award", "/rules/handed/part_of", "unknown-name", "all"),
    case("part of what is no award", "/rules/handed/part_of", "type-mismatch", "tgt"),
    case("part of an award that is made of no others", "/rules/handed/part_of", "type-mismatch", "bonus"),
    case("part of itself", "/rules/handed/part_of", "cycle", "handed"),
    case("at that is no date", "/rules/fee/at", "type-mismatch", "area"),
    case("a unit that it has not", "/rules/fee/unit", "unit-mismatch", "yuan"),
    case("categories of money", "/rules/fee/categories", "type-mismatch", "level"),
    case("a citation of no source", "/rules/fee/adjust/0/cite", "source-unknown", "law#1"),
    case("a part that it has not", "/rules/dbl/value", "unknown-name", {"var": "fee:after_9"}),
    case("a share that it has not", "/rules/dbl/value", "unknown-name", {"var": "fee:state"}),
    case("a test of a part that it has not", "/tests/0/expect/units/u1", "test-failed", {"whole:city": 1}),
]
CASES = [(*each, True) for each in SHAPE] + [(*each, False) for each in MEANING]
