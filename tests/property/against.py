"""A request through the library and through the oracle, and what differs between the two."""

import json
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "oracle"))

import contradictions
from evaluate import columns_of, plain
from loading import load_policy, merge
from world import World

import reaching


MOST_FINDINGS = 1000


class Driver:
    """The library, in a process of its own that answers requests line by line."""

    def __init__(self, path):
        self.path = path
        self.process = None

    def start(self):
        """Start the process, again if it has ended."""
        self.process = subprocess.Popen(
            [self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def ask(self, line):
        """The answer to one request, both JSON; an answer of {"crashed": why} when the process ends."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if answer:
            return json.loads(answer)
        why = self.process.stderr.read().decode(errors="replace")
        self.process.wait()
        return {"crashed": f"exit {self.process.returncode}: {why[:6000]}"}

    def stop(self):
        """End the process."""
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


@dataclass
class Difference:
    """One cell that differs, or the request as a whole."""

    what: str  # cell, names, contradictions, refused, crashed, oracle
    where: str
    library: object
    oracle: object

    def text(self):
        """As a line to print."""
        return f"{self.what} {self.where}: library {short(self.library)}, oracle {short(self.oracle)}"


def short(value):
    """A value as JSON of bearable length."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) < 3000 else text[:3000] + "…"


def exact(line):
    """JSON with exact numbers."""
    return json.loads(line, parse_float=Decimal)


def merged(policy):
    """A policy without bases, as the oracle takes it."""
    return merge(policy, [], ())


def oracle_cells(request):
    """The oracle's cells in the driver's form, and its contradictions."""
    policy = request["policy"] if "builtin" in request else merged(request["policy"])
    world = World(policy, request["given"], request["as_of"], request["params"])
    cells = {name: {key: {} for key in table.rows} for name, table in world.tables.items()}
    for rule in policy["rules"]:
        rows = cells[world.rule_table(rule)]
        for column in columns_of(policy, rule):
            for key in rows:
                rows[key][column] = plain(world.cell(world.rule_table(rule), key, column))
    return cells, sorted(contradictions.contradictions(world))


def is_known_crash(_why):
    """Is it one that was told?"""
    return False


def differences(driver, line):
    """All that differs for a request given as one line of JSON, and the oracle's cells (None: there are none)."""
    answer = driver.ask(line)
    if "crashed" in answer and is_known_crash(answer["crashed"]):
        return [], None
    if "crashed" in answer:
        return [Difference("crashed", "", answer["crashed"], "")], None
    if "refused" in answer:
        return [Difference("refused", answer["refused"], answer["findings"], "")], None
    request = exact(line)
    try:
        cells, found = oracle_cells(request)
    except Exception as error:  # whatever it is, it is to be seen
        return [Difference("oracle", "", "", f"{type(error).__name__}: {error}")], None
    result = list(cell_differences(answer["cells"], cells))
    if not same_list(answer["contradictions"], found):
        result.append(Difference("contradictions", "", sorted(answer["contradictions"]), found))
    if request.get("reach"):
        result += reach_differences(answer["reach"], request)
    return result, cells


def reach_differences(told, request):
    """Each question about a least change that is answered otherwise."""
    policy = request["policy"] if "builtin" in request else merged(request["policy"])
    for question, ours in zip(request["reach"], told, strict=True):
        theirs = reaching.answer(request, policy, question)
        if not reaching.same(ours, theirs):
            yield Difference("reach", json.dumps(question), ours, theirs)


def same_list(told, found):
    """Are these the same findings? The library lists a thousand at most."""
    return set(told) <= set(found) and len(told) == min(len(found), MOST_FINDINGS)


def cell_differences(library, oracle):
    """Each cell that is not the same; names count where the library told them."""
    for table in library.keys() | oracle.keys():
        ours, theirs = library.get(table, {}), oracle.get(table, {})
        for key in ours.keys() | theirs.keys():
            yield from row_differences(f"{table}:{key}", ours.get(key, {}), theirs.get(key, {}))


def row_differences(where, ours, theirs):
    """The cells of one row that are not the same."""
    if ours == theirs:
        return
    for column in ours.keys() | theirs.keys():
        a, b = ours.get(column), theirs.get(column)
        if a == b:
            continue
        gaps = isinstance(a, dict) and isinstance(b, dict) and a.get("gap") == b.get("gap") and "explained" not in a
        if not gaps:
            yield Difference("cell", f"{where} {column}", a, b)
        elif "names" in a and "?" not in b["names"] and sorted(a["names"]) != b["names"]:
            yield Difference("names", f"{where} {column}", a, b)
