"""What the library does otherwise than the text says, so that the search can go on beyond it.

Each entry is a mistake of the library that was told and is not mended yet: a patch that makes the oracle err likewise,
or (None) a word to the generator to leave something out. When the library is mended, its entry here must go: until
then the test fails. `run.py --mended NAME` goes without one, `--strict` without any.
"""

import copy

import against
import cells
import contradictions
import grid
import kind_measure
import kind_target
import kinds_of_row
import world


def progress_without_base():
    """A target without `base`: the part `progress` is missing, though actual or goal have a stronger gap."""
    exact = kind_target.progress

    def progress(rule, row, actual, goal):
        parts = exact(rule, row, actual, goal)
        if "base" not in rule.spec:
            missing = [cell for cell in (actual, goal) if cells.is_kind(cell, "missing")]
            parts["progress"] = cells.strongest([cells.gap("missing", "base"), *missing])
        return parts

    return kind_target, "progress", progress


def ratio_divisor_first():
    """A target's parts `share` and `progress`: a gap or a 0 of the divisor comes before any gap of the dividend."""
    exact = kind_target.ratio

    def ratio(rule, part, whole):
        if cells.is_gap(whole):
            same = [part] if cells.is_kind(part, whole.kind) else []
            return cells.strongest([whole, *same])
        if whole == 0:
            return part if cells.is_kind(part, "inapplicable") else rule.gap("inapplicable")
        return exact(rule, part, whole)

    return kind_target, "ratio", ratio


def names_of_absent():
    """Names are those of `when` or `at`, then of `absent`, then of the body, whichever has the gap's kind."""
    exact = world.Rule.finish

    def finish(rule, cell, row):
        result = exact(rule, cell, row)
        if not cells.is_gap(result) or "absent" not in rule.spec or row.value(rule.spec.get("when", True)) is False:
            return result
        looked_at = [row.value(rule.spec.get("when", True)), row.day, row.value(rule.spec["absent"]), result]
        told = [next(gap for gap in looked_at if cells.is_kind(gap, result.kind))]
        if "reported" in rule.spec and rule.spec["kind"] != "measure" and result.kind == "missing":
            told.append(row.read(rule.spec["reported"]))
        return cells.strongest(told)

    return world.Rule, "finish", finish


def names_of_rows_skipped():
    """A measure's names: also those of `where` in rows that are skipped because `of` is inapplicable."""
    exact = kind_measure.measured

    def measured(rule, row, keys):
        outcome = exact(rule, row, keys)
        seen = [kind_measure.look(rule.spec, row.elsewhere(rule.spec["rows"], key)) for key in keys]
        gap = outcome.value
        skipped = [s.where for s in seen if cells.is_kind(s.of, "inapplicable")]
        same = [where for where in skipped if cells.is_gap(gap) and cells.is_kind(where, gap.kind)]
        if same:
            arose_here = outcome.parts["undetermined"] == 0
            outcome.value = cells.strongest(same + ([] if arose_here else [gap]))
            low_high = {part: cell for part, cell in outcome.parts.items() if cell == gap}
            outcome.parts.update(dict.fromkeys(low_high, outcome.value))
        return outcome

    return kind_measure, "measured", measured


def bounds_not_rounded():
    """The parts `low` and `high` of a min, max, commonest or reported measure are not rounded to the rule's step."""
    exact = kind_measure.measured, kind_measure.reported

    def measured(rule, row, keys):
        outcome = exact[0](rule, row, keys)
        if rule.spec["take"] in ("min", "max", "commonest") and outcome.parts["undetermined"] == 0:
            without = copy.copy(rule)
            without.spec = {key: value for key, value in rule.spec.items() if key != "round"}
            outcome.parts["low"] = outcome.parts["high"] = exact[0](without, row, keys).parts["low"]
        return outcome

    def reported(rule, row, absent):
        outcome = exact[1](rule, row, absent)
        if "reported" in rule.spec:
            outcome.parts["low"] = outcome.parts["high"] = row.read(rule.spec["reported"])
        return outcome

    return (kind_measure, "measured", measured), (kind_measure, "reported", reported)


def exactly_by_one_bound():
    """A target that is to be met exactly is not met where one bound is out of reach, though the other is a gap."""
    exact = kind_target.decide

    def decide(need, actual, goal, low, high):
        if need == "exactly" and not cells.is_gap(goal):
            if not cells.is_gap(high) and high < goal or not cells.is_gap(low) and goal < low:
                return False
        return exact(need, actual, goal, low, high)

    return kind_target, "decide", decide


def names_of_target_bounds():
    """The parts `low` and `high` of a target are named after its actual value, or after itself, not their bound."""
    exact = kind_target.measured

    def measured(rule, row):
        outcome = exact(rule, row)
        for part in ("low", "high"):
            cell, actual = outcome.parts[part], outcome.parts["actual"]
            if cells.is_gap(cell):
                outcome.parts[part] = actual if cells.is_kind(actual, cell.kind) else rule.gap(cell.kind)
        return outcome

    return kind_target, "measured", measured


def share_bounds_by_rule():
    """Bounds of a share are rounded in the rule's own mode where its step is that of the grid."""
    exact = kind_measure.bounds

    def bounds(rule, seen, cell):
        both = exact(rule, seen, cell)
        spec = rule.spec.get("round", {"to": 0})
        if rule.spec["take"] != "share" or grid.number(spec["to"]) != grid.GRID:
            return both
        return tuple(rule.store(bound) for bound in both)

    return kind_measure, "bounds", bounds


def names_of_reported_measure():
    """A reported figure that is too large once it is rounded: what is named is its column."""
    exact = kind_measure.reported

    def reported(rule, row, absent):
        outcome = exact(rule, row, absent)
        if outcome.value == rule.gap("error") and "reported" in rule.spec:
            named = rule.spec["reported"].split(":")[0]
            cell = row.read(rule.spec["reported"])
            outcome.value = outcome.value if cells.is_gap(cell) else cells.gap("error", named)
        return outcome

    return kind_measure, "reported", reported


def names_of_dated_parameters():
    """A parameter that is a gap because the date of `at` is: in `when` its names are lost."""
    exact = world.World.parameter

    def parameter(of, name, day):
        return cells.gap(day.kind) if cells.is_gap(day) else exact(of, name, day)

    return world.World, "parameter", parameter


def names_of_two_hits():
    """Two cases of a unique choose hold: the names are of a `when` that is an error, or of the last one's result."""
    exact = kinds_of_row.chosen

    def chosen(rule, row, case):
        outcome = exact(rule, row, case)
        if case != rule.gap("error") or rule.spec.get("hit") != "unique":
            return outcome
        whens = [row.value(each["when"]) for each in rule.spec["cases"]]
        wrong = cells.strongest(when for when in whens if cells.is_kind(when, "error"))
        hits = [each for each, when in zip(rule.spec["cases"], whens) if when is True]
        if wrong:
            return cells.Outcome(wrong, {"case": wrong})
        result = row.value(hits[-1]["is"]) if len(hits) > 1 else None
        return cells.Outcome(result if cells.is_kind(result, "error") else case, outcome.parts)

    return kinds_of_row, "chosen", chosen


def names_of_missing_bounds():
    """A bound of a share over nothing is named after what leaves the rows undetermined."""
    exact = kind_measure.share_bounds

    def share_bounds(rule, seen):
        gaps = [s.unknown() for s in seen]
        missing = cells.strongest(gap for gap in gaps if cells.is_kind(gap, "missing"))
        return tuple(missing if cells.is_gap(bound) and missing else bound for bound in exact(rule, seen))

    return kind_measure, "share_bounds", share_bounds


def names_of_reported():
    """A reported column that is a gap of another kind than missing: the names are not of what it reads.

    They are of the rule, or of whatever else in it is a gap of that kind; "?" says that names are not compared.
    """
    exact = world.Rule.or_reported

    def or_reported(rule, cell, reported):
        stands = exact(rule, cell, reported)
        return cells.gap(stands.kind, "?") if cells.is_gap(stands) and stands.kind != "missing" else stands

    return world.Rule, "or_reported", or_reported


def contradiction_of_what_stands():
    """A measure is held against `reported` though `absent` or the reported figure itself stands for it."""

    def contradicted_rows(of, name):
        spec = of.version(name)
        if spec is not None and "reported" in spec:
            for key in of.column(name):
                own, reported = of.cell(spec["on"], key, name), of.cell(spec["on"], key, spec["reported"])
                gaps = cells.is_gap(own) or cells.is_gap(reported)
                if not gaps and contradictions.differ(own, reported, spec.get("tolerance", 0)):
                    yield key

    return contradictions, "contradicted_rows", contradicted_rows


def crashes():
    """A policy's reading divides by 0 where bounds and a condition leave a divisor no value; explanations overflow."""

    def is_known(why):
        return why.startswith("exit -8") or any(place in why for place in ("range.c", "solve.c:187", "sentences.c:281"))

    return against, "is_known_crash", is_known


QUIRKS = {
    "crashes": crashes,
    "progress-without-base": progress_without_base,
    "ratio-divisor-first": ratio_divisor_first,
    "names-of-absent": names_of_absent,
    "names-of-rows-skipped": names_of_rows_skipped,
    "bounds-not-rounded": bounds_not_rounded,
    "exactly-by-one-bound": exactly_by_one_bound,
    "share-bounds-by-rule": share_bounds_by_rule,
    "names-of-reported-measure": names_of_reported_measure,
    "names-of-dated-parameters": names_of_dated_parameters,
    "names-of-two-hits": names_of_two_hits,
    "names-of-target-bounds": names_of_target_bounds,
    "names-of-missing-bounds": names_of_missing_bounds,
    "names-of-reported": names_of_reported,
    "contradiction-of-what-stands": contradiction_of_what_stands,
    "absent-through-links": None,
    "links-to-tables-not-given": None,
    "text-literals": None,
    "fine-of": None,
    "fine-coordinates": None,
    "within-through-links": None,
    "at-on-measure": None,
    "absent-on-measure": None,
    "share-steps": None,
}


def switch_on(names):
    """Let the oracle err as the library does; what must not be generated."""
    for name in names:
        if QUIRKS[name]:
            patches = QUIRKS[name]()
            for module, attribute, patched in patches if isinstance(patches[0], tuple) else [patches]:
                setattr(module, attribute, patched)
    return {name for name in names if QUIRKS[name] is None}
