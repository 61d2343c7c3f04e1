"""What an act answers to bad input: every problem at once, each naming the field, the rule and the mend."""

from zhiji.access.problems import Problems


class Invalid(ValueError):
    """Input that breaks a rule; nothing was written. ``problems`` go back to whoever typed them, in their language."""

    def __init__(self, problems: Problems) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.field}: {problem.rule}" for problem in self.problems))


class Conflict(Exception):
    """Somebody else changed the file meanwhile; the typed values are kept and shown beside the new ones."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"the file is at version {version} now")
