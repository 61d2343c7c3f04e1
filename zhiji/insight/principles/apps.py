"""Names the room of the principles to Django."""

from django.apps import AppConfig


class PrinciplesConfig(AppConfig):
    """The room of the principles of customer information."""

    name = "zhiji.insight.principles"
    label = "principles"

    def ready(self) -> None:
        from zhiji.custody.rules.lists import add_lists
        from zhiji.insight.principles.leaving import lists

        add_lists(lists())
