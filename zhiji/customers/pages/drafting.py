"""Behind the pages of an import: what the forms send, what the templates draw, what goes to the background."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from zhiji import fields
from zhiji.access import rules
from zhiji.access.problems import Finding
from zhiji.access.web import who
from zhiji.customers import jobs
from zhiji.customers.intake import preparing, stored, uploads
from zhiji.customers.intake.committing import begin as begin_job
from zhiji.customers.intake.listing import JobLine, standing
from zhiji.customers.intake.mapping import parse
from zhiji.customers.intake.preparing import Draft, checked
from zhiji.customers.intake.reasons import labels_of
from zhiji.customers.intake.recipes import MappingError
from zhiji.customers.intake.running import SMALL_ROWS
from zhiji.customers.intake.table import Unreadable
from zhiji.customers.intake.uploads import Upload
from zhiji.customers.pages.addresses import cursor
from zhiji.staff.naming import names_of

STATES = {
    "running": (pgettext_lazy("import", "running"), "amber"),
    "stopped": (pgettext_lazy("import", "stopped"), "amber"),
    "failed": (pgettext_lazy("import", "failed"), "cinnabar"),
    "done": (pgettext_lazy("import", "done"), "jade"),
}
SEVERITIES = {
    "error": (gettext_lazy("given back"), "cinnabar"),
    "duplicate": (gettext_lazy("known already"), "amber"),
    "warning": (gettext_lazy("taken in all the same"), ""),
}
NOT_KEPT = gettext_lazy(
    "The file is not kept any more. Put it in again under the same mapping: the import goes on where it stopped."
)
FORMATS = ".csv,.tsv,.txt,.asc,.xlsx,.parquet"


class NotTaken(ValueError):
    """What was sent cannot be used; says why, in three parts."""

    def __init__(self, *problems: Finding) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.rule for problem in problems))


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An import with its words."""

    job: JobLine
    who: str
    state: object
    tone: str


@dataclass(frozen=True, slots=True)
class ShownUpload:
    """A file put in and not begun."""

    upload: Upload
    who: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.upload.at)


@dataclass(frozen=True, slots=True)
class ShownKind:
    """One kind of problem of a preview."""

    text: str
    count: int
    rows: str
    words: object
    tone: str


def may(request: HttpRequest) -> bool:
    """Whether this colleague takes customers in, or only reads about it."""
    return rules.decide(request.user, "customers:import:begin", None, "").allowed  # type: ignore[arg-type]


def not_begun(request: HttpRequest) -> list[Upload]:
    """Files put in whose import was not begun: above the first page, for those who take customers in."""
    if not may(request) or cursor(request) is not None:
        return []
    return [one for one in uploads.waiting() if one.job is None]


def shown_line(line: JobLine, names: Mapping[int, str]) -> ShownLine:
    words, tone = STATES[line.state]
    return ShownLine(line, names.get(line.by or 0, ""), words, tone)


def gone(request: HttpRequest) -> HttpResponse:
    """There is no such upload, import or file any more."""
    return render(
        request, "customers/import_gone.html", {"days": uploads.KEPT_DAYS, "may": may(request)}, status=404
    )


# -- putting a file in ----------------------------------------------------------------------------------------------


def new_form(given: Mapping[str, str] | None = None, problems: Iterable[Finding] = ()) -> dict[str, Any]:
    """The form for a new import; a file cannot be kept by a browser, so it is asked for again."""
    return {
        "stored": stored.listed(), "chosen": (given or {}).get("stored", ""), "problems": list(problems),
        "wrong": {one.field for one in problems}, "formats": FORMATS, "days": uploads.KEPT_DAYS,
    }  # fmt: skip


def received(request: HttpRequest) -> Upload:
    """Take the sent files in. Raises NotTaken."""
    file = request.FILES.get("file")
    if file is None:
        raise NotTaken(
            Finding("file", "required", _("No file was chosen."), _("Choose a CSV, XLSX or Parquet file."))
        )
    if (file.size or 0) > preparing.MOST_BYTES:
        message = _("The file is larger than 1 GiB.")
        raise NotTaken(
            Finding("file", "size", message, _("Split it, or have it taken in by the command line."))
        )
    beside = {one.name or "": one.chunks() for one in request.FILES.getlist("beside")}
    try:
        return preparing.receive(
            file.name or "", file.chunks(), beside=beside, mapping=_mapping(request), **who(request)
        )
    except Unreadable as error:
        raise NotTaken(
            Finding("file", "unreadable", f"{error.place}: {error.message}", error.mend)
        ) from error


def _mapping(request: HttpRequest) -> str:
    """The mapping that was sent or chosen; ``""`` for none."""
    sent = request.FILES.get("mapping")
    if sent is not None:
        return _text(sent)
    try:
        return stored.find(request.POST.get("stored", "")).text
    except LookupError:
        return ""


def _text(sent: UploadedFile) -> str:
    try:
        text = sent.read(preparing.MOST_MAPPING * 4).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotTaken(
            Finding("mapping", "text", _("The mapping is not UTF-8 text."), _("Save it as UTF-8."))
        ) from None
    if len(text) > preparing.MOST_MAPPING:
        raise NotTaken(Finding("mapping", "long", _("The mapping is too long."), _("Is it the right file?")))
    return text.replace("\r\n", "\n")


# -- mapping and preview ----------------------------------------------------------------------------------------------


def typed(request: HttpRequest) -> str:
    """The mapping as typed, with the line ends of a text file."""
    return request.POST.get("mapping", "").replace("\r\n", "\n")


def begin_preview(request: HttpRequest, draft: Draft) -> None:
    """Preview: at once where that is short, else in the background. A wrong mapping is told at once."""
    language = get_language() or "zh-hans"
    task: dict[str, Any] = {"token": draft.upload.token, "by": request.user.pk, "language": language}
    try:
        _mapping, table = checked(draft.upload, draft.upload.read("mapping"))
    except (MappingError, Unreadable) as error:
        draft.upload.note("failure", jobs.told(error, draft.upload))
        return
    if table.row_count <= SMALL_ROWS:
        jobs.preview_upload(**task)
    else:
        draft.upload.note("progress", (0, table.row_count))
        jobs.preview_upload.defer(**task)


def shown_draft(draft: Draft) -> dict[str, Any]:
    """What the page of a draft draws besides it."""
    preview = draft.preview
    labels: list[str] = []
    for sample in preview["samples"] if preview else ():
        labels += [label for label in sample if label not in labels]
    return {
        "draft": draft, "uses": _uses(draft), "preview": preview, "labels": labels,
        "samples": [[sample.get(label, "") for label in labels] for sample in preview["samples"]] if preview else [],
        "kinds": [_kind(one) for one in preview["problems"]] if preview else [],
        "other_language": preview is not None and preview["language"] != get_language(),
        "tall": min(max(draft.mapping.count("\n") + 2, 12), 34),
    }  # fmt: skip


def _kind(given: Mapping[str, Any]) -> ShownKind:
    words, tone = SEVERITIES[given["severity"]]
    rows = ", ".join(map(str, given["rows"])) + ("…" if given["count"] > len(given["rows"]) else "")
    return ShownKind(given["text"], given["count"], rows, words, tone)


def _uses(draft: Draft) -> list[tuple[str, str]]:
    """Each column with the names of the fields it goes to; nothing while the mapping cannot be read."""
    found: dict[str, list[str]] = {column: [] for column in draft.columns}
    try:
        mapping = parse(draft.mapping, (draft.upload.beside,)) if not draft.failure else None
    except MappingError:
        mapping = None
    if mapping is not None:
        register = fields.register(mapping.pack)
        for path, value in mapping.values.items():
            if value.column in found:
                found[value.column].append(" ".join(labels_of(".".join(path), register)))
        for column in mapping.key_columns:
            found.get(column, []).append(_("own number of the customer"))
        named = {_("kind"): mapping.kind, _("unit"): mapping.unit, _("duty"): mapping.people.get("manager")}
        for label, value_or_none in named.items():
            if value_or_none is not None and value_or_none.column in found:
                found[value_or_none.column].append(label)
    return [(column, " · ".join(labels)) for column, labels in found.items()]


# -- taking in --------------------------------------------------------------------------------------------------------


def begin_import(request: HttpRequest, upload: Upload) -> int:
    """Begin the job and hand it to the background; its id. Raises NotTaken when mapping or file changed meanwhile."""
    text = upload.read("mapping") or ""
    try:
        mapping, table = checked(upload, text)
    except (MappingError, Unreadable) as error:
        message, mend = jobs.told(error, upload)
        raise NotTaken(Finding("mapping", "mapping", message, mend)) from error
    job = begin_job(table, mapping.digest, upload.file_name, **who(request))
    preparing.remember(upload, text)
    uploads.bind(upload, job.pk)
    if job.state == "done":
        messages.info(
            request, _("This file was taken in under this mapping before; nothing is taken in twice.")
        )
    elif job.state != "running":
        preparing.resume(job.pk, **who(request))
    defer_import(request, upload)
    return job.pk


def defer_import(request: HttpRequest, upload: Upload) -> None:
    """Hand an import to the background."""
    by: Any = request.user.pk
    jobs.import_upload.defer(token=upload.token, by=by, language=get_language() or "zh-hans")


def waiting_for(request: HttpRequest, token: str) -> Upload | None:
    """An upload whose preview is waited for. Asked every second, so it is no look of its own and shows a count only."""
    if not may(request):
        return None
    try:
        return uploads.find(token)
    except LookupError:
        return None


def followed(request: HttpRequest, job: int) -> JobLine | None:
    """An import that is followed by one who may know of it. Asked every second: no look of its own, counts only."""
    allowed = rules.decide(request.user, "customers:import:list", None, "").allowed  # type: ignore[arg-type]
    return standing(job) if allowed and job < 1 << 62 else None


def shown_import(request: HttpRequest, line: JobLine) -> dict[str, Any]:
    """What the page of an import draws."""
    upload = uploads.of_job(line.id)
    back = line.rejected + line.duplicates
    return {
        "line": line, "shown": shown_line(line, names_of([line.by] if line.by else [])), "may": may(request),
        "kept": upload is not None, "back": back, "days": uploads.KEPT_DAYS,
        "fetch": bool(back) and may(request) and line.by == request.user.pk and bool(uploads.given_back(line.id, get_language() or "zh-hans")),
    }  # fmt: skip
