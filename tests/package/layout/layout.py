"""What the layout forbids: layout.py includes|toplevel|sizes SOURCE. One line a finding; exit 1 if there is any."""
import fnmatch
import pathlib
import re
import sys

# Each folder of lib/ may include those before it and itself.
ORDER = ["base", "apportion", "engine", "policy", "registry", "shares", "decisions", "target", "ledger", "compare", "explain", "robustness", "report", "policies"]
# Headers of other people's libraries, each in the one file that wraps it.
WRAPPED = {"cjson/cJSON.h": "lib/base/json.c", "cJSON.h": "lib/base/json.c", "sha2.h": "lib/base/digest.h"}
TOP = ["CMakeLists.txt", "CMakePresets.json", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "README*.md", ".*",
       "include/", "lib/", "bindings/", "examples/", "tests/", "docs/", "pkgconfig/"]
FILE_LINES, FUNCTION_LINES = 500, 60
C_FILES = {".c", ".h", ".i", ".in", ".cpp", ".hpp"}


def c_files(source, *folders):
    """(path relative to the source, text) of all C files in these folders."""
    for folder in folders:
        for path in sorted((source / folder).rglob("*")):
            if path.is_file() and path.suffix in C_FILES and (path.suffix != ".in" or path.stem.endswith(".h")):
                yield path.relative_to(source), path.read_text(encoding="utf-8")


def without_comments(text):
    """The text with comments blank, line breaks kept; quoted text stays."""
    def blank(match):
        return match[0] if match[0][0] in "\"'" else re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def of_lib(path, included):
    """Why a file of lib/ may not include this header of lib/; None if it may."""
    folder, target = path.parts[1], included.split("/")[0]
    if folder not in ORDER:
        return f"lib/{folder} has no place in the order of folders"
    if ".." in included.split("/") or "/" not in included:
        return "headers of lib/ are named FOLDER/FILE"
    if target not in ORDER:
        return f"{target}/ is no folder of lib/"
    return None if ORDER.index(target) <= ORDER.index(folder) else f"{folder} knows nothing of {target}"


def judge(source, path, quote, included):
    """Why this include is forbidden; None if it is not."""
    public = included.startswith("incubator/")
    if included in WRAPPED:
        return None if path.as_posix() == WRAPPED[included] else f"only {WRAPPED[included]} may"
    if path.parts[0] == "include":
        return None if quote == "<" and (public or included in ("stddef.h", "stdint.h")) else "a public header may not"
    if public:
        return None if quote == "<" else "public headers are named in <>"
    of_ours = included.split("/")[0] in ORDER
    inside = quote == '"' or of_ours
    if path.parts[0] == "lib":
        return of_lib(path, included) if inside else None
    face = (source / path.parts[0] / path.parts[1]).resolve()
    own = not of_ours and (source / path.parent / included).resolve().is_relative_to(face)
    return "a face knows public headers and its own only" if inside and not own else None


def includes(source):
    for path, text in c_files(source, "include", "lib", "bindings"):
        code = without_comments(text)
        for match in re.finditer(r'^[ \t]*[#%][ \t]*(?:include|import)[ \t]*([<"])([^>"\n]+)[>"]', code, flags=re.M):
            why = judge(source, path, match[1], match[2])
            if why:
                yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: includes {match[2]}: {why}"


def toplevel(source):
    ignored = source / ".gitignore"
    allowed = TOP + (ignored.read_text().split() if ignored.exists() else [])
    for path in sorted(source.iterdir()):
        name = path.name + ("/" if path.is_dir() else "")
        if not any(fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(path.name, pattern) for pattern in allowed):
            yield f"{name}: not of the layout"


def functions(text):
    """(first line, last line, name) of each function: a brace at the outermost level behind a closing parenthesis."""
    code = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', "0", without_comments(text))
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m[0].count("\n"), code, flags=re.M)
    depth, outer, start = 0, "", None
    for number, line in enumerate(code.split("\n"), 1):
        for character in line + "\n":
            if character == "{":
                if depth == 0 and outer.rstrip().endswith(")"):
                    start = number
                depth += 1
            elif character == "}":
                depth -= 1
                if depth == 0:
                    if start:
                        name = re.search(r"(\w+)\s*\(", outer)
                        yield start, number, name[1] if name else "?"
                    start, outer = None, ""
            elif depth == 0:
                outer = "" if character == ";" else outer + character


def sizes(source):
    for path, text in c_files(source, "lib", "bindings", "include"):
        lines = text.count("\n")
        if lines > FILE_LINES:
            yield f"{path}: {lines} lines, at most {FILE_LINES}"
        if path.parts[0] != "lib":
            continue
        for first, last, name in functions(text):
            if last - first + 1 > FUNCTION_LINES:
                yield f"{path}:{first}: {name} has {last - first + 1} lines, at most {FUNCTION_LINES}"


def main(check, source):
    found = list({"includes": includes, "toplevel": toplevel, "sizes": sizes}[check](pathlib.Path(source)))
    print("\n".join(found) if found else f"layout.{check}: nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
