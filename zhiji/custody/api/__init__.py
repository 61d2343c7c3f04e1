"""API of the institution: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.custody.api import cases, keeping, readings, reports, rights, rule, shelf

routers = (
    ("/cases", cases.router),
    ("/keeping", keeping.router),
    ("/readings", readings.router),
    ("/reports", reports.router),
    ("", rights.router),
    ("/rule", rule.router),
    ("", shelf.router),
)

__all__ = ["routers"]
