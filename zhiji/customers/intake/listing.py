"""The list of imports, newest first."""

from dataclasses import dataclass
from datetime import datetime

from zhiji.access.gateway import Gate, look
from zhiji.customers.models import ImportJob

PAGE = 50


@dataclass(frozen=True, slots=True)
class JobLine:
    """One import as it stands. ``rows`` is None until the file was looked over; ``done`` counts rows passed."""

    id: int
    file_name: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    by: int | None
    rows: int | None
    done: int
    taken: int
    incomplete: int
    rejected: int
    duplicates: int
    message: str

    @classmethod
    def of(cls, job: ImportJob) -> "JobLine":
        return cls(
            job.pk, job.file_name, job.state, job.started_at, job.ended_at, job.by, job.total_rows, job.done_rows,
            job.taken, job.incomplete, job.rejected, job.duplicates, job.message,
        )  # fmt: skip


@look("customers:import:list")
def list_imports(gate: Gate, *, before: int | None = None, only: int | None = None) -> list[JobLine]:
    """A page of imports; ``before`` is the id of the last line of the page above. ``only``: this one, if there is such."""
    gate.permit_none()
    jobs = ImportJob.objects.order_by("-pk")
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    if only is not None:
        jobs = jobs.filter(pk=only)
    return [JobLine.of(job) for job in jobs[:PAGE]]


def standing(job_id: int) -> JobLine | None:
    """How far one import is, in counts. No look of its own: a page that was let in asks again every second."""
    job = ImportJob.objects.filter(pk=job_id).first()
    return JobLine.of(job) if job else None
