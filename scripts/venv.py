"""Makes ``.venv`` with what a set of requirements pins: ``python3 scripts/venv.py runtime|dev|spark``.

Standard library only: this runs before anything is installed. The project itself is not built into a package
but put on the path (a ``.pth`` file and a ``zhiji`` command), so no build tool is needed and an edit counts
at once. A stamp file per set lets make see what is already done.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETS = {
    "runtime": ("runtime",),
    "dev": ("dev", "runtime"),
    "spark": ("spark",),
}  # dev pins everything that runtime pins
FROM_SOURCE = {"spark": ("--no-build-isolation", "--no-binary", "pyspark")}
"""What comes as source only is built with the setuptools that dev pins; all else must be a wheel."""
RECENT = "import sys; sys.exit(sys.version_info < (3, 11))"
COMMAND = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
# Shell and Python both read this file: a path with a space cannot stand in a #! line.
import sys

from zhiji.ops.cli import main

if __name__ == "__main__":
    sys.exit(main())
"""


def main(wanted: str) -> int:
    if not usable():
        make()
    install = [*pip_command(), "install", "-q", "--disable-pip-version-check"]
    pinned = [
        "--require-hashes",
        "--only-binary",
        ":all:",
        *FROM_SOURCE.get(wanted, ()),
        "-r",
        str(ROOT / "requirements" / f"{wanted}.txt"),
    ]
    print(f"Installing the {wanted} requirements into {VENV.name}: a few minutes the first time", flush=True)
    run(*install, *pinned)
    put_project_on_path()
    for name in SETS[wanted]:
        (VENV / f".{name}-installed").touch()
    return 0


def run(*command: str | Path, quiet: bool = False) -> int:
    """The command's exit status; unless ``quiet``, a failure ends the script with a sentence."""
    status = subprocess.run(command, check=False, capture_output=quiet).returncode  # noqa: S603 (fixed commands)
    if status and not quiet:
        sys.exit(f"Could not prepare {VENV.name}: the command above ended with status {status}")
    return status


def usable() -> bool:
    """Whether there is an environment whose Python still runs (its home may have been moved or upgraded)."""
    return PYTHON.exists() and run(PYTHON, "-c", RECENT, quiet=True) == 0


def make() -> None:
    """A fresh environment; without pip where this Python cannot bring one (Debian without python3-venv)."""
    shutil.rmtree(VENV, ignore_errors=True)
    without = ["--without-pip"] if run(sys.executable, "-c", "import ensurepip", quiet=True) else []
    run(sys.executable, "-m", "venv", *without, VENV)


def pip_command() -> list[str]:
    """The environment's own pip, else this Python's pip told to work on the environment."""
    if run(PYTHON, "-m", "pip", "--version", quiet=True) == 0:
        return [str(PYTHON), "-m", "pip"]
    if run(sys.executable, "-m", "pip", "--version", quiet=True) == 0:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    sys.exit("This Python has neither ensurepip nor pip. On Debian and Ubuntu: apt-get install python3-venv")


def put_project_on_path() -> None:
    site_packages = next((VENV / "lib").glob("python3.*/site-packages"))
    (site_packages / "zhiji.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = VENV / "bin" / "zhiji"
    command.write_text(COMMAND.format(python=PYTHON), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    os.chdir(ROOT)
    if sys.argv[1:] not in ([name] for name in SETS):
        sys.exit("usage: python3 scripts/venv.py runtime|dev|spark")
    sys.exit(main(sys.argv[1]))
