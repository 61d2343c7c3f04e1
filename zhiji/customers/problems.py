"""What an act answers to bad input: every problem at once, each naming the field, the rule and the mend."""

from zhiji.access.problems import Invalid, Problems


class Conflict(Exception):
    """Somebody else changed the file meanwhile; the typed values are kept and shown beside the new ones."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"the file is at version {version} now")


__all__ = ["Conflict", "Invalid", "Problems"]
