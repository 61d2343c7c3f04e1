"""The house rules a linter does not know: ``python scripts/house.py``. Exit status 1 when one is broken.

File lengths, room names, requirements without addresses and with hashes, nothing fetched from elsewhere by a
page, no paths of one person's machine, no unfinished marks.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONG, TOO_LONG = 300, 400
CODE = {".py", ".html", ".js"}
PAGE = {".html", ".js", ".css", ".svg"}
TEXT = CODE | {".md", ".toml", ".txt", ".css", ".svg", ".cfg", ".yaml", ".yml", ".sh", ".po", ".in", ""}
ROOMLESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "service",
    "services",
    "manager",
    "managers",
    "misc",
}
ADDRESS = re.compile(r"https?://|git\+|@ file|--(?:index-url|extra-index-url|find-links|trusted-host)")
FETCHED = re.compile(r"""(?:\bsrc=|<link[^>]*\bhref=|url\(|@import\s+)["']?(?:https?:)?//""")
MACHINE = re.compile(r"(?<![\w.}])/(?:root|home|Users)/\w")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bbreakpoint\(\)")  # house: the list itself


def files() -> list[Path]:
    """What is, or is about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return [ROOT / name for name in sorted(filter(None, listed.split("\0"))) if (ROOT / name).is_file()]


def problems(path: Path) -> Iterator[str]:
    """What is wrong with one file, as "place: rule"."""
    name = path.relative_to(ROOT)
    if path.suffix == ".py" and path.stem in ROOMLESS and "templates" not in name.parts:
        yield f"{name}: a module called {path.stem} says nothing; name it after what it holds"
    if path.suffix not in TEXT or name.name == "LICENSE":
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix in CODE and "migrations" not in name.parts and len(lines) > TOO_LONG:
        yield f"{name}: {len(lines)} lines; split it by meaning (at most {TOO_LONG})"
    if name.parts[0] == "requirements":
        yield from requirement_problems(name, lines)
    for number, line in enumerate(lines, 1):
        if line.rstrip().endswith("# house: the list itself"):
            continue
        if path.suffix in PAGE and FETCHED.search(line):
            yield f"{name}:{number}: a page fetches nothing from another server; bring the file into static/"
        if MACHINE.search(line):
            yield f"{name}:{number}: a path of one machine"
        if UNFINISHED.search(line):
            yield f"{name}:{number}: unfinished work belongs in an issue, not in a comment"


def requirement_problems(name: Path, lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if ADDRESS.search(line):
            yield f"{name}:{number}: an address; the lock holds names, versions and hashes only"
        pinned = "==" in line and not line.lstrip().startswith("#")
        if name.suffix == ".txt" and pinned and not (number < len(lines) and "--hash=" in lines[number]):
            yield f"{name}:{number}: pinned without a hash; run `make lock`"


def main() -> int:
    listed = files()
    found = [problem for path in listed for problem in problems(path)]
    for path in listed:
        if path.suffix in CODE and "migrations" not in path.parts:
            count = len(path.read_text(encoding="utf-8").splitlines())
            if LONG < count <= TOO_LONG:
                print(f"long: {path.relative_to(ROOT)} has {count} lines (aim at {LONG})")
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
