"""API of the insight room: the same looks and acts as the pages. ``routers``: each with the prefix it stands under."""

from zhiji.insight.api import alerts, catalogue, explorer, models, nights, sizing, sources, standing, winning

routers = (
    ("/insight", nights.router),
    ("/insight", models.router),
    ("/insight", catalogue.router),
    ("/insight", explorer.router),
    ("/insight", standing.house),
    ("/insight", winning.router),
    ("/insight", sources.router),
    ("/insight", sizing.router),
    ("/insight", alerts.house),
    ("/customers", alerts.router),
    ("/customers", standing.router),
)

__all__ = ["routers"]
