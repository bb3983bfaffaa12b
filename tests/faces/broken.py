"""Policies with one mistake each: where in sound.json it is made, and what stands there instead.

SHAPE are mistakes that the schema must refuse, and `incubator check` too. MEANING are those that only `check` can see.
"""

import copy

GONE = object()
AREA = {"var": "area"}


def case(title, at, value=GONE):
    """One mistake: a value put at a JSON Pointer, or what stands there taken away."""
    return title, at, value


SHAPE = [
    case("another format", "/format", "incubator-policy/2"),
    case("no format", "/format"),
    case("no id", "/id"),
    case("an id with capitals", "/id", "Base"),
    case("an unknown key", "/rule", {}),
    case("a version that is a number", "/version", 1),
    case("a title in a third language", "/title/fr", "un"),
    case("a date without its day", "/from", "2020-01"),
    case("a thirteenth month", "/until", "2030-13-01"),
    case("a rounding that is none", "/rounding", "half-down"),
    case("extends that is no list", "/extends", "cn-national-2018"),
    case("a source with an unknown key", "/sources/doc/clause", "1"),
    case("evidence that is none", "/sources/doc/evidence", "certain"),
    case("a list without codes", "/categories/level", {"title": "L"}),
    case("a code that is a text", "/categories/level/a", "A"),
    case("aliases that are a text", "/categories/level/a/aliases", "aa"),
    case("an alias that is a number", "/categories/level/a/aliases/0", 1),
    case("a multiple of 0", "/units/yuan/multiples/万元", 0),
    case("a multiple that is no number", "/units/yuan/multiples/万元", "many"),
    case("a parameter without a type", "/parameters/rate/type"),
    case("a parameter of text", "/parameters/rate/type", "text"),
    case("a parameter without values", "/parameters/rate/values"),
    case("a category parameter without its list", "/parameters/lv/categories"),
    case("a value without its date", "/parameters/rate/values/0/from"),
    case("a dated nothing", "/parameters/rate/values/0/value"),
    case("a value that is a list", "/parameters/rate/values/0/value", [0.5]),
    case("a true number", "/parameters/rate/values/0/value", True),
    case("a name with a capital", "/parameters/Rate", {"type": "decimal", "values": []}),
    case("a name with a dot", "/parameters/a.b", {"type": "decimal", "values": []}),
    case("a reserved name", "/parameters/as_of", {"type": "date", "values": []}),
    case("a unit with a hole", "/parameters/rate/unit", "yuan//m2"),
    case("a table that is a number", "/tables/carriers", 5),
    case("a table with an unknown key", "/tables/carriers/columns", {}),
    case("a field without a type", "/tables/carriers/fields/area/type"),
    case("a field of no type", "/tables/carriers/fields/area/type", "float"),
    case("a category field without its list", "/tables/carriers/fields/lvl/categories"),
    case("bounds of a date", "/tables/carriers/fields/opened/min", 0),
    case("absent of a text", "/tables/carriers/fields/name/absent", "none"),
    case("absent that is nothing", "/tables/carriers/fields/area/absent", None),
    case("another format of a text", "/tables/carriers/fields/id/format", "uuid"),
    case("a credit code that is a number", "/tables/carriers/fields/area/format", "credit-code"),
    case("a link without a table", "/tables/carriers/links/unit/to"),
    case("cross that is a text", "/tables/carriers/cross", "yes"),
    case("rows that are an object", "/tables/units/rows", {"u1": {"tot": 3}}),
    case("a cell that is a list", "/tables/units/rows/0/tot", [3]),
    case("a rule without a kind", "/rules/dbl/kind"),
    case("a kind that is none", "/rules/dbl/kind", "compute"),
    case("a rule without a table", "/rules/dbl/on"),
    case("a rule without versions", "/rules/dbl", []),
    case("versions of two kinds", "/rules/vers/1/kind", "target"),
    case("a key of another kind", "/rules/dbl/cases", []),
    case("a rounding without a mode", "/rules/dbl/round/mode"),
    case("a rounding to 0", "/rules/dbl/round/to", 0),
    case("a rounding up", "/rules/dbl/round/mode", "up"),
    case("a condition that is a number", "/rules/dbl/when", 1),
    case("a condition that is a text", "/rules/dbl/when", "yes"),
    case("a citation that is a number", "/rules/dbl/cite", 3),
    case("an empty path", "/rules/dbl/at", ""),
    case("a path with a hole", "/rules/dbl/at", "unit..day"),
    case("override that is a text", "/rules/dbl/override", "yes"),
    case("a tolerance below 0", "/rules/dbl/tolerance", -1),
    case("a tolerance of nothing", "/rules/dbl/reported"),
    case("neither value nor elapsed", "/rules/dbl/value"),
    case("both value and elapsed", "/rules/age/value", 1),
    case("elapsed without an end", "/rules/age/elapsed/to"),
    case("elapsed in weeks", "/rules/age/elapsed/in", "weeks"),
    case("a scale without points", "/rules/age/scale/points", []),
    case("a point without y", "/rules/age/scale/points/0", [0]),
    case("a point of three", "/rules/age/scale/points/0", [0, 1, 2]),
    case("points and steps", "/rules/age/scale/steps", [[0, 1]]),
    case("outside that is none", "/rules/age/scale/outside", "extend"),
    case("no cases", "/rules/cls/cases", []),
    case("a case without when", "/rules/cls/cases/0/when"),
    case("a case without a result", "/rules/cls/cases/0/is"),
    case("an else that is the result itself", "/rules/cls/else", "b"),
    case("another hit", "/rules/cls/hit", "last"),
    case("no conditions", "/rules/req/conditions", {}),
    case("a condition that is the expression itself", "/rules/req/conditions/one", {"var": "ok"}),
    case("a condition's absent that is a text", "/rules/req/conditions/one/absent", "no"),
    case("a need of none", "/rules/req/need", 0),
    case("a need of a half", "/rules/req/need", 0.5),
    case("a measure without rows", "/rules/cnt/rows"),
    case("a measure without take", "/rules/cnt/take"),
    case("a take that is none", "/rules/cnt/take", "median"),
    case("a sum of nothing", "/rules/sm/of"),
    case("within that is a text", "/rules/sm/within", "unit"),
    case("a target without a goal", "/rules/tgt/goal"),
    case("a need of a target that is none", "/rules/tgt/need", "above"),
    case("a due date that is a year", "/rules/tgt/due", "2025"),
    case("an unknown operator", "/rules/dbl/value", {"%": [AREA, 2]}),
    case("an operator with two keys", "/rules/dbl/value", {"+": [AREA, 1], "-": [AREA, 1]}),
    case("an operator without operands", "/rules/dbl/value", {"+": []}),
    case("operands that are no list", "/rules/dbl/value", {"+": 1}),
    case("a sum of one", "/rules/dbl/value", {"+": [AREA]}),
    case("a difference of three", "/rules/dbl/value", {"-": [AREA, 1, 2]}),
    case("a default of a variable", "/rules/dbl/value", {"var": ["area", 0]}),
    case("a variable that is a number", "/rules/dbl/value", {"var": 0}),
    case("nothing as an expression", "/rules/dbl/value", None),
    case("a list as an expression", "/rules/dbl/value", [AREA]),
    case("an if without else", "/rules/dbl/value", {"if": [{"var": "ok"}, AREA, {"var": "ok"}, 1]}),
    case("an if of two", "/rules/dbl/value", {"if": [{"var": "ok"}, AREA]}),
    case("a sum with a text", "/rules/dbl/value", {"+": [AREA, "1"]}),
    case("a sum with a truth", "/rules/dbl/value", {"+": [AREA, {"<": [AREA, 1]}]}),
    case("and of numbers", "/rules/dbl/when", {"and": [1, 0]}),
    case("not of two", "/rules/dbl/when", {"!": [{"var": "ok"}, {"var": "ok"}]}),
    case("an order of texts", "/rules/dbl/when", {"<": [{"var": "name"}, "b"]}),
    case("in an empty list", "/rules/dbl/when", {"in": [{"var": "lvl"}, []]}),
    case("in a list of columns", "/rules/dbl/when", {"in": [{"var": "lvl"}, [{"var": "lvl"}]]}),
    case("in without a list", "/rules/dbl/when", {"in": [{"var": "lvl"}, "a"]}),
    case("tests that are an object", "/tests", {"one": {}}),
    case("a test that is a text", "/tests/0", "sound"),
    case("a test with an unknown key", "/tests/0/parameters", {"rate": 0.1}),
    case("a test without a date", "/tests/0/as_of"),
    case("a test that expects nothing", "/tests/0/expect"),
    case("params that are a list", "/tests/0/params", ["rate"]),
    case("given that is a list", "/tests/0/given", []),
    case("rows that are no list", "/tests/0/given/carriers", {}),
    case("an expected table that is a list", "/tests/0/expect/units", [{"tgt": False}]),
    case("an expected row that is a list", "/tests/0/expect/units/u1", ["tgt"]),
    case("an expected row that is a truth", "/tests/0/expect/units/u1", True),
    case("an expected gap that is none", "/tests/0/expect/carriers/91350100M000100Y43/dbl/gap", "empty"),
    case("an expected gap with an unknown key", "/tests/0/expect/carriers/91350100M000100Y43/dbl/name", ["dbl"]),
    case("an expected nothing", "/tests/0/expect/units/u1/cnt", None),
    case("a note that is a number", "/tables/carriers/fields/area/note", 5),
    case(
        "a rule that is called note", "/rules/note", {"kind": "derive", "on": "carriers", "cite": "doc", "value": AREA}
    ),
    case(
        "a parameter that is called override", "/parameters/override", {"type": "decimal", "cite": "doc", "values": []}
    ),
]

MEANING = [
    case("a day that the calendar has not", "/from", "2021-02-29"),
    case("an end before its beginning", "/until", "2019-01-01"),
    case("a base that is nowhere", "/extends", ["no-such-policy"]),
    case("a source that is not declared", "/rules/dbl/cite", "law#3"),
    case("two names that are one", "/categories/level/b", {"aliases": ["ＡＡ"]}),
    case("min above max", "/parameters/rate/min", 2),
    case("a value above max", "/parameters/rate/values/0/value", 1.5),
    case("a value that is no code", "/parameters/lv/values/0/value", "c"),
    case(
        "values out of order",
        "/parameters/rate/values",
        [{"from": "2021-01-01", "value": 1}, {"from": "2020-01-01", "value": 0}],
    ),
    case("a number of 16 digits", "/parameters/rate/values/0/value", 0.1234567890123456),
    case("a number off the grid", "/parameters/rate/values/0/value", 0.1234567),
    case("a key that is no field", "/tables/carriers/key", "number"),
    case("a key that is a number", "/tables/carriers/key", "area"),
    case("a table without a key", "/tables/carriers/key"),
    case("a link to no table", "/tables/carriers/links/unit/to", "cities"),
    case("links in a circle", "/tables/units/links", {"first": {"to": "carriers"}}),
    case("a row with an unknown cell", "/tables/units/rows/0/goal", 3),
    case("a row with half a carrier", "/tables/units/rows/0/tot", 2.5),
    case("a row without its key", "/tables/units/rows/0", {"tot": 3}),
    case("a row with an empty key", "/tables/units/rows/1", {"unit": "", "tot": 3}),
    case("two rows of one key", "/tables/units/rows/1", {"unit": "u1", "tot": 4}),
    case("a rule on no table", "/rules/dbl/on", "cities"),
    case(
        "a rule with the name of a field",
        "/rules/area",
        {"kind": "derive", "on": "carriers", "cite": "doc", "value": 1},
    ),
    case("an unknown column", "/rules/dbl/value", {"var": "aria"}),
    case("an unknown parameter", "/rules/dbl/value", {"var": "params.rates"}),
    case("a column through no link", "/rules/dbl/value", {"var": "area.tot"}),
    case("a part that the rule has not", "/rules/dbl/when", {"==": [{"var": "cls:number"}, 1]}),
    case("a rule that reads itself", "/rules/stp/value", {"var": "stp"}),
    case("units that differ", "/rules/dbl/when", {"<": [AREA, {"var": "params.n"}]}),
    case("a unit that is another", "/rules/dbl/unit", "yuan"),
    case("a literal that is no code", "/rules/cls/cases/0/is", "c"),
    case("a text without its list", "/rules/cls/categories"),
    case("an unknown list", "/rules/cls/categories", "levels"),
    case("categories of another list", "/rules/req/conditions/one/is", {"==": [{"var": "lvl"}, {"var": "area"}]}),
    case("a need of more than there are", "/rules/req/need", 3),
    case("at of a number", "/rules/dbl/at", "area"),
    case("a reported text", "/rules/dbl/reported", "name"),
    case("steps that fall", "/rules/stp/scale/steps", [[5, 1], [2, 5]]),
    case("a point three times", "/rules/age/scale/points", [[0, 1], [0, 2], [0, 3]]),
    case("a sum of texts", "/rules/sm/of", {"var": "name"}),
    case("a share of numbers", "/rules/sm/take", "share"),
    case(
        "no links lead up",
        "/rules/tgt",
        {"kind": "measure", "on": "carriers", "cite": "doc", "rows": "units", "take": "count"},
    ),
    case("within over another table", "/rules/cnt/within", ["unit"]),
    case("via that is no link", "/rules/cnt/via", "area"),
    case("versions that overlap", "/rules/vers/0/until", "2021-01-02"),
    case("a target of texts", "/rules/tgt/actual", {"var": "unit"}),
    case("due before since", "/rules/tgt/due", "2019-12-31"),
    case(
        "a kind of a later release",
        "/rules/later",
        {"kind": "select", "on": "carriers", "order": [{"value": AREA, "first": "highest"}]},
    ),
    case("a plan, which is of a later release", "/rules/tgt/plan", {"dates": ["2023-12-31"], "pace": "even"}),
    case("a test that fails", "/tests/0/expect/units/u1/cnt", 1),
    case("a test of an unknown table", "/tests/0/expect/cities", {"w": {"cnt": 1}}),
    case("a test of an unknown row", "/tests/0/expect/units/u2", {"cnt": 1}),
    case("a test with an unknown parameter", "/tests/0/params/rates", 1),
    case("a test with an unknown column", "/tests/0/given/carriers/0/aria", 1),
]

CASES = [(*each, True) for each in SHAPE] + [(*each, False) for each in MEANING]


def make(sound, at, value):
    """The sound policy with a mistake."""
    policy = copy.deepcopy(sound)
    *way, last = at.split("/")[1:]
    place = policy
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if isinstance(place, list):
        last = int(last)
        if value is not GONE and last == len(place):
            place.append(None)
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return policy
