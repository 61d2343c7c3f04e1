"""A process for the fault tests: ``night_worker.py LAKE`` reckons the newest night, and dies where it is told (``dying``)."""

import os
import sys

if __name__ == "__main__":
    (lake,) = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    os.environ["ZHIJI_LAKE"] = lake
    import django

    django.setup()

    import ibis.backends.duckdb  # noqa: F401  (else every child loads it anew)
    import pandas  # noqa: F401
    from dying import lake_points, serve

    from zhiji.insight.night import running

    def reckon() -> str:
        return running.run().on.isoformat()

    serve(reckon, lake_points(), room=1_500)
