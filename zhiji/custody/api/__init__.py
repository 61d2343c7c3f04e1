"""API of the institution: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.custody.api import cases, keeping, readings, reports, rights, rule, shelf

routers = (
    ("/cases", cases.router),
    ("/keeping", keeping.router),
    ("", rights.router),
    ("/readings", readings.router),
    ("", shelf.router),
    ("/reports", reports.router),
    ("/rule", rule.router),
)

__all__ = ["routers"]
