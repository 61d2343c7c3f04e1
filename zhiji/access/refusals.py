"""The gateway's three ways to say no. Pages and the API turn them into words (``zhiji.access.explain``)."""

from collections.abc import Callable

from zhiji.access.rules import Decision, Subject


class Refused(Exception):
    """The policy says no. Carries the very decision that was enforced.

    Journalled by the verb that met it. Whoever runs acts inside a transaction of their own calls ``record`` again after
    that has rolled back, because the entry went with it.
    """

    def __init__(self, decision: Decision, subject: Subject | None = None) -> None:
        super().__init__(f"refused: {decision.phrase} ({decision.code})")
        self.decision = decision
        self.subject = subject
        self.record: Callable[[], None] | None = None


class PurposeNeeded(Refused):
    """No purpose is in force, or not one that fits; the reader is asked for one and nothing is shown."""


class NotHere(Refused):
    """No such file, or one whose existence must not show: the same answer, word for word and in the same time."""


class Undecided(AssertionError):
    """A look or act returned without asking the gateway. A mistake in our code, never the reader's."""
