"""The functions in the headers, the names in the map and the symbols of the library are one set; and how the library
is linked.

symbols.py SOURCE BUILD SHARED STATIC NM READELF
"""
import pathlib
import re
import subprocess
import sys


def declared(folder):
    """Names of the functions that the headers mark INCUBATOR_API."""
    names = []
    for header in sorted(folder.glob("*.h")):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)
        text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)
        names += re.findall(r"\bINCUBATOR_API\b[^;()]*?(\w+)\s*\(", text)
    return names


def mapped(text):
    """(name, node) of everything global in a version script, and the nodes in order."""
    pairs, nodes = [], []
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for node, body in re.findall(r"(\w[\w.]*)\s*\{(.*?)\}", text, flags=re.S):
        nodes.append(node)
        scope = re.search(r"global:(.*?)(?:local:|$)", body, flags=re.S)
        pairs += [(name, node) for name in re.findall(r"([^\s;]+);", scope.group(1) if scope else "")]
    return pairs, nodes


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env={"LC_ALL": "C"}).stdout


def exported(nm, library):
    """(name, node) of the dynamic symbols; the nodes themselves, which nm prints as absolute symbols, are left out."""
    found = []
    for line in run(nm, "-D", "--defined-only", "--with-symbol-versions", library).splitlines():
        _, kind, name = line.split(maxsplit=2)
        if kind != "A":
            name, _, node = name.replace("@@", "@").partition("@")
            found.append((name, node))
    return found


def repeated(kind, names):
    return [f"{kind}: {name} stands there twice" for name in sorted(set(names)) if names.count(name) > 1]


def differences(headers, pairs, symbols):
    """What is in one of the three and not in another, as sentences."""
    sets = {"the headers": set(headers), "the map": {n for n, _ in pairs}, "the library": {n for n, _ in symbols}}
    wrong = repeated("headers", headers) + repeated("map", [n for n, _ in pairs])
    for have, names in sets.items():
        for lack, others in sets.items():
            wrong += [f"{name} is in {have}, not in {lack}" for name in sorted(names - others)]
    nodes = dict(pairs)
    wrong += [f"{name} is exported under {node or 'no node'}, mapped under {nodes[name]}"
              for name, node in symbols if nodes.get(name, node) != node]
    return wrong


def of_release(nodes, version):
    """Nodes are named after the releases that added them: ascending, none later than this one."""
    releases = []
    for node in nodes:
        match = re.fullmatch(r"INCUBATOR_(\d+)\.(\d+)", node)
        if not match:
            return [f"map: node {node} is not named after a release"]
        releases.append((int(match[1]), int(match[2])))
    wrong = [] if releases == sorted(set(releases)) else ["map: nodes are not in the order of releases"]
    return wrong + (["map: the last node is later than this release"] if releases and releases[-1] > version else [])


def linked(readelf, library, major):
    """How the library must and must not be linked."""
    dynamic, segments = run(readelf, "-dW", library), run(readelf, "-lW", library)
    stack = re.search(r"GNU_STACK.*", segments)
    checks = {
        f"its SONAME is libincubator.so.{major}": f"[libincubator.so.{major}]" in dynamic,
        "it can be loaded by dlopen": "NOOPEN" not in dynamic,  # readelf's word for -z nodlopen
        "it binds at once (BIND_NOW)": bool(re.search(r"BIND_NOW|FLAGS_1.*\bNOW\b", dynamic)),
        "it has RELRO": "GNU_RELRO" in segments,
        "its stack is not executable": bool(stack) and not re.search(r"\bRWE\b", stack[0]),
        "no segment is writable and executable": not re.search(r"LOAD.*\bRWE\b", segments),
        "it has no text relocations": "TEXTREL" not in dynamic,
        "it has no search path of its own": not re.search(r"\((RPATH|RUNPATH)\)", dynamic),
    }
    return [f"not so: {what}" for what, holds in checks.items() if not holds]


def strangers(nm, archive):
    """Global names of the static library that could meet a user's own."""
    names = [line.split()[-1] for line in run(nm, "-g", "--defined-only", archive).splitlines() if len(line.split()) == 3]
    return [f"static library: {name} bears no prefix of ours" for name in names if not re.match(r"inc(ubator)?_", name)]


def main(source, build, shared, static, nm, readelf):
    source, build = pathlib.Path(source), pathlib.Path(build)
    release = (build / "include/incubator/version.h").read_text()
    major, minor = (int(re.search(rf"VERSION_{part} (\d+)", release)[1]) for part in ("MAJOR", "MINOR"))
    headers = declared(source / "include/incubator")
    pairs, nodes = mapped((source / "lib/incubator.map").read_text())
    wrong = differences(headers, pairs, exported(nm, shared))
    wrong += of_release(nodes, (major, minor)) + linked(readelf, shared, major) + strangers(nm, static)
    print("\n".join(wrong) if wrong else f"{len(headers)} functions in headers, map and library")
    return 1 if wrong or not headers else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
