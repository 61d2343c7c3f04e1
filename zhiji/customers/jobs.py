"""What runs in the background for the customer file: imports put in through the page, and the sweep of their files."""

from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiji.customers.intake import uploads
from zhiji.customers.intake.running import WorkerLost
from zhiji.customers.intake.taking import import_customers
from zhiji.staff.models import Staff


# One import runs at a time; others wait in the queue.
@app.task(
    name="customers:import",
    lock="customers:import",
    retry=RetryStrategy(max_attempts=3, retry_exceptions={WorkerLost}),
)
def import_upload(*, upload: str, mapping: str, file_name: str, by: int, language: str) -> None:
    """Take in a file kept by ``uploads.keep`` under a mapping kept likewise. Started again, it goes on where it stopped."""
    colleague = Staff.objects.select_related("unit").get(pk=by)
    with translation.override(language):
        import_customers(
            uploads.kept(upload), uploads.kept(mapping), by=colleague, channel="job", file_name=file_name
        )


@app.periodic(cron="17 3 * * *")
@app.task(name="customers:import:sweep")
def sweep_uploads(timestamp: int) -> None:
    """Delete uploads and given-back rows past their days."""
    uploads.sweep()
