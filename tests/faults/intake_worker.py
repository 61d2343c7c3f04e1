"""A process for the fault tests to kill: ``intake_worker.py commit|preview FILE MAPPING``; prints one line of progress a chunk."""

import json
import os
import resource
import sys

if __name__ == "__main__":
    work, file, mapping = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    import django

    django.setup()

    from zhiji.customers.intake import running
    from zhiji.customers.intake.taking import import_customers

    if work == "commit":
        running.CHUNK_ROWS, running.SMALL_ROWS = 400, 1_000
    peaks = [0]

    def told(done: int, total: int) -> None:
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        print(done, total, flush=True)

    try:
        result = import_customers(file, mapping, preview=work == "preview", progress=told, channel="test")
    except Exception as error:
        print(type(error).__name__, error, flush=True)
        sys.exit(1)
    result = {name: result[name] for name in ("taken", "incomplete", "rejected", "duplicates")}
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        json.dumps(
            result
            | {"first_peak": peaks[min(1, len(peaks) - 1)], "peak": peaks[-1], "children_peak": children}
        ),
        flush=True,
    )
