"""What runs in the background for due diligence: its clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(name="diligence:clock", queueing_lock="diligence:clock")
def run_clock(timestamp: int) -> None:
    """First ratings, reviews that are due."""
    from zhiji.insight.diligence import clock

    clock.tick(datetime.fromtimestamp(timestamp, UTC))
