"""What runs in the background for the principles: their clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="principles:clock", queueing_lock="principles:clock")
def run_clock(timestamp: int) -> None:
    """The day's weighing, some files at a time, and its figures."""
    from zhiji.insight.principles import clock

    clock.tick(datetime.fromtimestamp(timestamp, UTC))
