"""Awards on random rows, and random awards: what engines of others make of the lowered rules, what `incubator record` decides, and the oracle's cells.

python3 awarded.py INCUBATOR NODE_MODULES [SEED COUNT]

SEED and COUNT say which policies of tests/property/awards.py are made; without them 1 and 120.
"""

import json
import pathlib
import random
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "faces"), str(HERE.parent / "oracle")]
sys.path += [str(HERE.parent / "property")]
import awards  # noqa: E402
import lowered  # noqa: E402
from cells import is_gap  # noqa: E402
from command import Command, read_json, write_json  # noqa: E402
from given import GAPS  # noqa: E402

POLICY = HERE / "awards.json"
AS_OF = "2022-06-30"
ROWS = 400
GIVEN = {"sum_of_user": ["all/sum"], "budget": ["after_2"], "handed_out": ["after_1", "all/sum"]}


def rows(source):
    """Events and who they are of: sums that end on half a step, equal shares, what is missing or wrong."""

    def maybe(value):
        return None if source.random() < 0.04 else value

    users = [{"user": f"u{number}", "before": maybe(source.choice(["0", "100", "33.335", "1234.5"]))} for number in range(8)]
    events = []
    for number in range(ROWS):
        cents = source.choice([source.randrange(100000000), source.randrange(200) * 5000, source.randrange(1000) * 10 + 5])
        day = f"20{source.randrange(19, 23)}-{source.randrange(1, 13):02}-{source.randrange(1, 29):02}"
        row = {
            "event": f"e{number}",
            "user": maybe(source.choice(users)["user"]),
            "paid": maybe(f"{cents // 100}.{cents % 100:02}"),
            "rate": maybe(source.choice(["0.35", "0.5", "0.125", "0.3", "0.07", "1"])),
            "class": maybe(source.choice("abc")),
            "paid_on": maybe(day),
            "joined": maybe(source.random() < 0.8),
            "one": maybe(source.choice(["0", "1", "0.1", "2.5", "99.999999", "-1"])),
            "two": maybe(source.choice(["0", "1", "0.3", "7"])),
        }
        events.append({name: value for name, value in row.items() if value is not None})
    return {"users": [{name: value for name, value in user.items() if value is not None} for user in users], "events": events}


def as_record(row, users):
    """A row as `incubator record` takes it: what its link leads to beside it."""
    linked = users.get(row.get("user"), {})
    return {**row, **({"user.before": linked["before"]} if "before" in linked else {})}


def decided(outcome):
    """(part, cell) of an outcome of an award; part None is its own value."""
    yield None, outcome.get("value", outcome)
    yield "computed", outcome["computed"]
    for number, cut in enumerate(outcome.get("cuts", []), 1):
        yield f"after_{number}", cut["left"]
    for key in ("components", "shares"):
        yield from outcome.get(key, {}).items()


def records_differ(command, case, given):
    """Lines for the cells in which a record is not what the oracle says, and how many cells there are."""
    lines, count, users = [], 0, {user["user"]: user for user in given["users"]}
    for row in given["events"]:
        done = command.run("record", POLICY, "--as-of", AS_OF, "--table", "events", input=json.dumps(as_record(row, users)).encode())
        if done.returncode:
            raise RuntimeError(f"record: exit {done.returncode}: {done.stderr.decode()[:500]}")
        for rule, outcome in read_json(done.stdout)["decided"].items():
            for part, found in decided(outcome) if "unit" in outcome else ():
                name = rule if part is None else f"{rule}:{part}"
                cell = case.world.cell("events", row["event"], name)
                count += 1
                if not (found.get("gap") == cell.kind if isinstance(found, dict) else not is_gap(cell) and float(found) == lowered.plain(cell)):
                    lines.append(f"events:{row['event']} {name}: found {found}, expected {cell}")
    return lines, count


def random_cases(command, seed, count):
    """A case for each of some random policies."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(seed, seed + count):
            request = awards.request(number)
            path = write_json(pathlib.Path(folder) / "policy.json", request["policy"])
            yield lowered.Case(f"seed {number}", command, path, [], request["given"], request["as_of"])


def main():
    """The command."""
    seed, size = map(int, sys.argv[3:] or (1, 120))
    command, modules = Command(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    given = rows(random.Random(15))
    case = lowered.Case("awards", command, POLICY, [HERE], given, AS_OF)
    parts = {rule["name"]: sorted(rule["parts"]) for rule in case.document["not_lowered"]}
    failed = parts != GIVEN
    if failed:
        print(f"not lowered: {parts}")
    cases = [case, *random_cases(command, seed, size)]
    for engine, run in lowered.runs(modules).items():
        lines, count = [], 0
        for one, result in zip(cases, run([one.job for one in cases])):
            found, cells = lowered.differences(one, result)
            lines, count = lines + [f"{one.name}: {line}" for line in found], count + cells
        failed = failed or bool(lines)
        print("\n".join([f"{engine}: {len(cases)} policies, {count} cells, {len(lines)} differ", *lines[:5]]))
    lines, count = records_differ(command, case, given)
    gaps = {gap: sum(is_gap(cell) and cell.kind == gap for *_, cell in case.expected()) for gap in GAPS[1:]}
    print("\n".join([f"incubator record: {count} cells, {len(lines)} differ; gaps among them: {gaps}", *lines[:5]]))
    return 1 if failed or lines or not count else 0


if __name__ == "__main__":
    sys.exit(main())
