"""What runs in the background for the institution: its clock, each minute."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="custody:clock", queueing_lock="custody:clock")
def run_clock(timestamp: int) -> None:
    """Reminders, ends of loans and grants, escalations, yearly plans."""
    from zhiji.custody import clock

    clock.tick(datetime.fromtimestamp(timestamp, UTC))
