"""API of the institution: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.custody.api import cases, readings, shelf

routers = (("/cases", cases.router), ("/readings", readings.router), ("", shelf.router))

__all__ = ["routers"]
