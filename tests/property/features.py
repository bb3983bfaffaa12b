"""What requests are made of, and what came out: counts, so that nothing goes untried unseen."""

from collections import Counter

PLAIN = ("when", "at", "absent", "reported", "tolerance", "round", "from", "until", "via", "within", "where", "base")


def of_request(request):
    """The features of a request, each counted once."""
    found = set()
    policy = request["policy"]
    for entry in policy["rules"].values():
        versions = entry if isinstance(entry, list) else [entry]
        found.add("rule of several versions" if len(versions) > 1 else "rule of one version")
        for version in versions:
            found |= of_version(version)
            found |= of_expression(version)
    found |= {"parameter unset" for spec in policy["parameters"].values() if not spec["values"]}
    found |= {"table not given" for table in policy["tables"] if is_not_given(request, table)}
    found |= {"reference rows" for spec in policy["tables"].values() if "rows" in spec}
    found |= {"diamond of links" for spec in policy["tables"].values() if is_diamond(spec)}
    found |= {"block of rows" for rows in request["given"].values() if len(rows) > 32}
    return found | ({"params set"} if request["params"] else set())


def of_version(version):
    """The features of one version of a rule, apart from its expressions."""
    found = {"kind " + version["kind"]} | {"key " + key for key in PLAIN if key in version}
    found |= {f"{key} {version[key]}" for key in ("take", "hit", "need") if key in version}
    found |= {"absent expression"} if isinstance(version.get("absent"), dict) else set()
    found |= {"elapsed " + version["elapsed"]["in"]} if "elapsed" in version else set()
    found |= {"round " + version["round"]["mode"]} if "round" in version else set()
    found |= of_scale(version["scale"]) if "scale" in version else set()
    if version["kind"] == "score":
        found |= of_items(version)
    if version["kind"] == "select":
        found |= {"ties " + version.get("ties", "unsaid"), f"order of {len(version['order'])}"}
        found |= {"places"} if "places" in version else set()
    if version["kind"] == "award":
        found |= of_award(version)
    if version["kind"] == "apportion":
        found |= {f"method {version['method']}", "equal claims " + version.get("ties", "unsaid")}
        found |= {f"apportion {key}" for key in ("lower", "upper", "step") if key in version}
    return found


def of_award(version):
    """The features of an award."""
    found = {"award " + key for key in ("amount", "split", "to", "part_of") if key in version}
    found |= {"award pays " + version["pay"]} if "pay" in version else set()
    found |= {"award via"} if any(isinstance(entry, dict) for entry in version.get("awards", [])) else set()
    for adjustment in version.get("adjust", []):
        way = next(key for key in ("less", "cap", "at_least") if key in adjustment)
        way = f"joint cap {adjustment['fill']}" if "over" in adjustment else way
        found |= {"adjustment " + way} | {f"adjustment {key}" for key in ("when", "order") if key in adjustment}
        found |= {"joint ties " + adjustment.get("ties", "unsaid")} if "over" in adjustment else set()
    return found


def of_scale(scale):
    """The features of a scale."""
    if "cohort" in scale:
        return {"cohort " + scale["cohort"]} | {"cohort " + key for key in ("within", "better", "to") if key in scale}
    xs = [str(x) for x, _ in scale.get("points", [])]
    found = {"scale " + shape for shape in ("points", "steps") if shape in scale}
    found |= {"scale jump"} if len(set(xs)) < len(xs) else set()
    outside = scale.get("outside", "hold")
    return found | {"scale outside " + (outside if isinstance(outside, str) else "number")}


def of_items(group, level=1):
    """The features of a group of a score's items, and of the groups below it."""
    found = {"aggregate " + group["aggregate"], f"items on level {level}"}
    found |= {"weights " + group["weights"]} if "weights" in group else set()
    found |= {"group " + key for key in ("reweight", "weights_total") if key in group}
    for item in group["items"].values():
        found |= {"item " + key for key in ("when", "absent", "scale", "weight") if key in item}
        found |= of_scale(item["scale"]) if "scale" in item else set()
        if "items" in item:
            found |= {"group on a scale"} if "scale" in item else set()
            found |= of_items(item, level + 1)
    return found


def of_expression(node, depth=0):
    """The operators of all expressions in a node, how deep they go, and the parts that are read."""
    found = set()
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "var":
                found |= {"part read"} if ":" in value else set()
                found |= {"read through links"} if "." in value and not value.startswith("params.") else set()
                found |= {"parameter read"} if value.startswith("params.") else set()
            inside = of_expression(value, depth + (key in OPERATORS))
            found |= inside | ({"operator " + key} if key in OPERATORS else set())
        if node.keys() & OPERATORS:
            found.add(f"depth {depth + 1}" if depth < 7 else "depth 8 and more")
    elif isinstance(node, list):
        for item in node:
            found |= of_expression(item, depth)
    return found


OPERATORS = {"+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or", "!", "if", "in", "max"}


def is_not_given(request, table):
    """Are there no rows of the table, not even none?"""
    return table not in request["given"] and "rows" not in request["policy"]["tables"][table]


def is_diamond(spec):
    """Do two links lead to the same table?"""
    to = [link["to"] for link in spec.get("links", {}).values()]
    return len(set(to)) < len(to)


def of_cells(cells):
    """How many cells came out as what."""
    counts = Counter()
    for rows in cells.values():
        for row in rows.values():
            for column, cell in row.items():
                counts["cell " + outcome(cell)] += 1
                counts["cells of parts"] += ":" in column
    return counts


def outcome(cell):
    """A word for what a cell is."""
    if isinstance(cell, dict):
        return cell["gap"]
    return "boolean" if isinstance(cell, bool) else "value"
