"""What runs in the background for the customer file: imports put in through the page, and the sweep of their files."""

from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import JobContext
from procrastinate.contrib.django import app

from zhiji.customers.intake import uploads
from zhiji.customers.intake.committing import Elsewhere
from zhiji.customers.intake.preparing import checked, in_its_name, stop
from zhiji.customers.intake.previewing import preview
from zhiji.customers.intake.recipes import MappingError
from zhiji.customers.intake.rejecting import write_rejects
from zhiji.customers.intake.table import Table, Unreadable
from zhiji.customers.intake.taking import import_customers
from zhiji.customers.intake.uploads import Upload
from zhiji.customers.intake.workers import WorkerLost
from zhiji.staff.models import Staff

KNOWN = (MappingError, Unreadable, WorkerLost)


def _colleague(pk: int) -> Staff:
    return Staff.objects.select_related("unit").get(pk=pk)


@app.task(name="customers:import:preview")
def preview_upload(*, token: str, by: int, language: str) -> None:
    """Preview an upload under its mapping; the result is kept beside it, worded in ``language``."""
    upload = uploads.find(token)
    with translation.override(language):
        try:
            mapping, table = checked(upload, upload.read("mapping"))
            shown = preview(
                table, mapping, by=_colleague(by), channel="job",
                progress=lambda done, total: upload.note("progress", (done, total)),
            )  # fmt: skip
            upload.note("preview", {**shown.as_dict(), "language": language})
        except Exception as error:
            upload.note("failure", told(error, upload))
            if not isinstance(error, KNOWN):
                raise
        finally:
            upload.note("progress", None)


@app.task(name="customers:import")
def import_upload(*, token: str, by: int, language: str) -> None:
    """Take in an upload. Started again, it goes on where it stopped; at the end only the rows given back are kept."""
    upload = uploads.find(token)
    colleague = _colleague(by)
    with translation.override(language):
        try:
            mapping, table = checked(upload, upload.read("mapping"))
            result = import_customers(
                upload.data, mapping, by=colleague, channel="job", file_name=upload.file_name,
                rejects_folder=_folder(language),
            )  # fmt: skip
        except Elsewhere:
            return  # stopped by a colleague, or run by another worker already
        except Exception as error:
            if upload.job is not None:
                stop(upload.job, why=" ".join(told(error, upload)), by=colleague, channel="job")
            if not isinstance(error, KNOWN):
                raise
            return
    if result["rejects_file"]:
        _reword(result["job"], table, mapping.pack, colleague, besides=language)
    uploads.discard(upload)


def _reword(job: int, table: Table, pack: str, by: Staff, besides: str) -> None:
    """The rows given back in the other languages, while their file is still here."""
    for language, _name in settings.LANGUAGES:
        if language != besides:
            with translation.override(language):
                write_rejects(job, table, _folder(language), pack=pack, by=by, channel="job")


def _folder(language: str) -> Path:
    return uploads.home() / "given-back" / language


def told(error: Exception, upload: Upload) -> tuple[str, str]:
    """What went wrong and what to do."""
    if isinstance(error, MappingError):
        place = f"[{error.table}] {error.key}" if error.table else error.key
        return f"{place}: {error.message}", error.mend
    if isinstance(error, Unreadable):
        named = in_its_name(error, upload)
        return f"{named.place}: {named.message}", named.mend
    if isinstance(error, WorkerLost):
        return str(error), ""
    return _("It ended by a fault of ours; what was taken in stays."), _("Go on, or tell your administrator.")


@app.periodic(cron="* * * * *")
@app.task(name="customers:import:revive", pass_context=True)
async def revive_imports(context: JobContext, timestamp: int) -> None:
    """Start again what a worker was killed in; an import goes on where its last chunk committed."""
    manager = context.app.job_manager
    for task in ("customers:import", "customers:import:preview"):
        for job in await manager.get_stalled_jobs(task_name=task):
            await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="customers:import:sweep")
def sweep_uploads(timestamp: int) -> None:
    """Delete uploads and given-back rows past their days."""
    uploads.sweep()
