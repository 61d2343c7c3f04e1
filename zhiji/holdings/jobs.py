"""What runs by the clock for the holdings: files of the lake merged at night, every byte compared on Sundays."""

import logging

from procrastinate.contrib.django import app

from zhiji.access.actors import Job

log = logging.getLogger(__name__)


@app.periodic(cron="20 4 * * *")
@app.task(name="holdings:lake:merge")
def merge_lake(timestamp: int) -> None:
    """Days, months and quarters that are past become one."""
    from zhiji.holdings.actions.lake import merge

    while merge(by=Job("lake"), channel="job"):
        pass


@app.periodic(cron="40 4 * * 0")
@app.task(name="holdings:lake:verify")
def verify_lake(timestamp: int) -> None:
    """Find a changed byte; what is found goes to the log that operators watch."""
    from zhiji.holdings.looks.lake import verify

    for one in verify(by=Job("lake"), channel="job").findings:
        log.error("lake: %s: %s %s", one.file, one.problem, one.mend)
