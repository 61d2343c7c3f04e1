"""API of the institution: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.custody.api import cases, keeping, readings, rights, shelf

routers = (("/cases", cases.router), ("/keeping", keeping.router), ("", rights.router), ("/readings", readings.router), ("", shelf.router))

__all__ = ["routers"]
