"""Names the room of the principles to Django."""

from django.apps import AppConfig


class PrinciplesConfig(AppConfig):
    """The room of the principles of customer information."""

    name = "zhiji.insight.principles"
    label = "principles"
