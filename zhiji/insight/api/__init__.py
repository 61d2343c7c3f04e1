"""API of the insight room: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.insight.api import nights

routers = (("/insight", nights.router),)

__all__ = ["routers"]
