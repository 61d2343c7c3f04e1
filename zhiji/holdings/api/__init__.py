"""API of the holdings: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.holdings.api import holdings

routers = (("/customers", holdings.router), ("", holdings.house))

__all__ = ["routers"]
