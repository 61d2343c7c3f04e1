"""API of the institution: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.custody.api import (
    cases,
    copies,
    inspecting,
    keeping,
    lending,
    readings,
    reports,
    rights,
    rule,
    secrecy,
    shelf,
    training,
    watch,
)

routers = (
    ("/cases", cases.router),
    ("/keeping", keeping.router),
    ("/readings", readings.router),
    ("/reports", reports.router),
    ("", rights.router),
    ("/rule", rule.router),
    ("", shelf.router),
    ("", lending.router),
    ("", inspecting.router),
    ("", copies.router),
    ("", secrecy.router),
    ("", training.router),
    ("", watch.router),
)

__all__ = ["routers"]
