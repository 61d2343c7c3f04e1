"""A table of groups leaves as a file."""

from django.http import HttpResponse

from zhiji.insight.explorer.sheets import TYPES, Sheet, made


def taken_out(sheet: Sheet, form: str, name: str) -> HttpResponse:
    """The file as a download; ``form`` is one of ``sheet.forms``, ``name`` goes without its ending."""
    answer = HttpResponse(made(sheet, form), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
