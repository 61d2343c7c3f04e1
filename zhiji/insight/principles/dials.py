"""A dial as SVG: a half circle filled as far as the score goes, the number in its middle. Drawn on the server, prints, follows the theme."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_ARC = "M6 34A28 28 0 0 1 62 34"
_LENGTH = 88
"""The half circle's length: pi times its radius of 28, in whole units of the drawing."""


def dial(label: object, score: int | None) -> SafeString:
    """One dial. Its name and number are told to who does not see it; without a score the arc is empty and a dash stands there."""
    said = _("%(label)s: %(score)s of 100") % {"label": label, "score": score}
    if score is None:
        said = _("%(label)s: nothing to judge") % {"label": label}
    return format_html(
        '<svg class="dial" viewBox="0 0 68 40" role="img" aria-label="{}"><path class="rim" d="{}"/>'
        '<path class="arc" d="{}" stroke-dasharray="{} 200"/><text x="34" y="34">{}</text></svg>',
        said, _ARC, _ARC, round(_LENGTH * (score or 0) / 100), "–" if score is None else score,
    )  # fmt: skip
