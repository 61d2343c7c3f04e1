"""API of the holdings: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.holdings.api import holdings, purchases

routers = (("/customers", holdings.router), ("/customers", purchases.router), ("", holdings.house))

__all__ = ["routers"]
