"""Makes a request smaller while it still shows a difference of the same sort."""

import copy
import json

from against import differences


def sort_of(found):
    """What a smaller request must show too: the sort of difference, not the cell."""
    return {difference.what for difference in found}


def shrink(driver, request, without=(), most=4000):
    """The smallest request found, with its differences; without what the generator leaves out."""
    found, _ = differences(driver, json.dumps(request, ensure_ascii=False))
    wanted = found[0].what
    budget = [most]

    def still(candidate):
        if "links-to-tables-not-given" in without and not all_links_lead(candidate):
            return None
        budget[0] -= 1
        again, _ = differences(driver, json.dumps(candidate, ensure_ascii=False))
        return [d for d in again if d.what == wanted] if wanted in sort_of(again) else None

    smaller = True
    while smaller and budget[0] > 0:
        smaller = False
        for candidate in candidates(request):
            if budget[0] <= 0:
                break
            kept = still(candidate)
            if kept:
                request, found, smaller = candidate, kept, True
                break
    return request, found


def all_links_lead(request):
    """Are the tables given that links lead to?"""
    tables = request["policy"].get("tables", {})
    given = request.get("given", {})
    for table in tables:
        rows = given.get(table, []) + tables[table].get("rows", [])
        for link, spec in tables.get(table, {}).get("links", {}).items():
            there = spec.get("to") in given or "rows" in tables.get(spec.get("to"), {})
            if not there and any(row.get(link) for row in rows):
                return False
    return True


def candidates(request):
    """Smaller requests, the boldest first."""
    for path in sorted(places(request), key=len):
        yield from smaller_at(request, path)


def places(node, path=()):
    """The paths of all parts of a JSON value."""
    yield path
    if isinstance(node, dict):
        for key in node:
            yield from places(node[key], (*path, key))
    elif isinstance(node, list):
        for index in range(len(node)):
            yield from places(node[index], (*path, index))


KEPT = {"format", "id", "version", "title", "policy", "as_of", "given", "kind", "on", "type", "key", "take", "rows"}


def smaller_at(request, path):
    """Without the part at a path; with one of its own parts in its place; with a plain value."""
    if not path:
        return
    node = value_at(request, path)
    name = path[-1]
    if isinstance(name, int) or name not in KEPT:
        yield changed(request, path, lambda parent, key: parent.pop(key))
    if isinstance(name, int) and isinstance(node, list) and len(node) == 1:
        yield changed(request, path, lambda parent, key: parent.__setitem__(key, node[0]))
    if isinstance(node, list) and len(node) == 1 and path[:2] == ("policy", "rules") and len(path) == 3:
        yield put(request, path, node[0])
    if in_expression(path):
        yield from (put(request, path, operand) for operand in operands(node))
        yield from (put(request, path, literal) for literal in (True, False, 0, 1) if simpler(literal, node))
    elif is_number_cell(request, path):
        yield from (put(request, path, plain) for plain in (0, 1, "0", "1") if simpler(plain, node))


def in_expression(path):
    """Is it inside a rule, where expressions are?"""
    return path[:2] == ("policy", "rules") and len(path) > 3


def is_number_cell(request, path):
    """Is it a cell of a number?"""
    if len(path) != 4 or path[0] != "given":
        return False
    field = request["policy"]["tables"][path[1]]["fields"].get(path[3], {})
    return field.get("type") in ("integer", "decimal")


def operands(node):
    """The operands of an operator."""
    if not isinstance(node, dict) or len(node) != 1:
        return []
    (inside,) = node.values()
    return inside if isinstance(inside, list) else [inside] if isinstance(inside, dict) else []


def simpler(literal, node):
    """Is a literal simpler than what stands there?"""
    if isinstance(node, (dict, list)):
        return True
    return isinstance(node, bool) == isinstance(literal, bool) and len(str(literal)) < len(str(node))


def value_at(node, path):
    """What stands at a path."""
    for key in path:
        node = node[key]
    return node


def changed(request, path, change):
    """A copy with a change at a path."""
    copied = copy.deepcopy(request)
    change(value_at(copied, path[:-1]), path[-1])
    return copied


def put(request, path, value):
    """A copy with another value at a path."""
    return changed(request, path, lambda parent, key: parent.__setitem__(key, copy.deepcopy(value)))
