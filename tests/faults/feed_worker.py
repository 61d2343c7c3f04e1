"""A process for the fault tests: ``feed_worker.py FOLDER LAKE`` takes the feed in, and dies where it is told (``dying``)."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    folder, lake = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    os.environ["ZHIJI_LAKE"] = lake
    import django

    django.setup()

    from dying import lake_points, serve

    from zhiji.access.actors import Job
    from zhiji.holdings.actions import loading

    def take() -> str:
        taken = loading.load(Path(folder), by=Job("tests"), channel="test")
        return "taken" if taken.ok else str(taken.refused.counts)

    serve(take, [*lake_points(), (loading, "keep_holdings", "today's holdings")], room=1_500)
