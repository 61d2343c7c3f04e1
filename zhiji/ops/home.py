"""Where an installation keeps its data: ``ZHIJI_HOME`` (default ``./var``)."""

import os
import secrets
import time
from pathlib import Path


def home() -> Path:
    """The data folder, created on first use."""
    path = Path(os.environ.get("ZHIJI_HOME", "var")).expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def private_text(name: str) -> str:
    """A random secret of this installation, in a file only its owner may read; made on first use.

    Safe when several processes start at once: one makes it, the others wait for the finished file.
    """
    folder = home() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(100):
            if text := path.read_text(encoding="ascii").strip():
                return text
            time.sleep(0.02)
        raise RuntimeError(
            f"{path} is empty: delete it if no sealed data exist yet, else restore it"
        ) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value
