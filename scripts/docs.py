"""Writes the generated reference pages, or compares them: ``python scripts/docs.py [--check]``.

A room with something to tell has ``zhiji/<room>/reference.py`` with ``PAGE`` (a path) and ``page()`` (its
text), or ``pages()`` (path -> text) for several. The requirement ledger is made here too.
"""

import importlib
import os
import sys
from pathlib import Path

import ledger

ROOT = Path(__file__).resolve().parent.parent


def wanted() -> dict[Path, str]:
    """Path -> text of every generated page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    os.environ.setdefault("ZHIJI_HOME", str(ROOT / "var" / "docs"))
    import django

    django.setup()  # some pages tell of phrases and routes; none asks the database
    found = {ledger.PAGE: ledger.page()}
    for path in sorted((ROOT / "zhiji").glob("*/reference.py")):
        module = importlib.import_module(f"zhiji.{path.parent.name}.reference")
        found |= module.pages() if hasattr(module, "pages") else {module.PAGE: module.page()}
    return found


def main(check: bool) -> int:
    pages = wanted()
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what its source says: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
