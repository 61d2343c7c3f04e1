"""One import in a process of its own, so that its memory can be told: ``intake_once.py FILE MAPPING``, one JSON line."""

import json
import resource
import sys
import time


def main(file: str, mapping: str) -> None:
    import django

    django.setup()
    from zhiji.customers.intake.taking import import_customers

    marks: list[tuple[float, int]] = []
    began = time.perf_counter()
    result = import_customers(
        file, mapping, progress=lambda done, _total: marks.append((time.perf_counter() - began, done))
    )
    elapsed = time.perf_counter() - began
    again = time.perf_counter()
    repeated = import_customers(file, mapping)
    again = time.perf_counter() - again
    if repeated["taken"] or not repeated["already"]:
        raise RuntimeError(f"the same file again was not told to be in already: {repeated}")
    peak = {
        "parent": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }
    print(
        json.dumps(
            {"result": result, "seconds": elapsed, "again": again, "marks": marks, "peak_mib": peak},
            default=str,
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
