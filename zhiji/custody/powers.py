"""What the house has entered about the powers of authorities, as the rule takes it."""

from zhiji.custody.models import AuthorityPower
from zhiji.custody.rules.authority import Laid


def laid_rows() -> list[Laid]:
    """Every entry, past and future ones too, oldest first."""
    return [
        Laid(
            one.pk, one.body, one.power, one.allowed, one.effective_from, one.source, one.article, one.read_in_source
        )
        for one in AuthorityPower.objects.order_by("pk")
    ]  # fmt: skip
