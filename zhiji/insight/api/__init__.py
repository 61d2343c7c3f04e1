"""API of the insight room: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.insight.api import alerts, nights

routers = (("/insight", nights.router), ("/insight", alerts.house), ("/customers", alerts.router))

__all__ = ["routers"]
