"""A process for the fault tests: ``feed_worker.py FOLDER LAKE``; for every STEP it reads a child takes the feed in and dies there.

Steps are counted over all that touches disk or journal. STEP ``0`` never dies; ``full`` finds the disk full while the first
file of the lake is written. Answers with one line: exit status, and where it died or what came of it.
"""

import os
import resource
import sys
from pathlib import Path

if __name__ == "__main__":
    folder, lake = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    os.environ["ZHIJI_LAKE"] = lake
    import django

    django.setup()

    from zhiji.access import recording
    from zhiji.access.actors import Job
    from zhiji.holdings.actions import loading
    from zhiji.holdings.lake import files, manifest, replacing

    left = 0

    def dying(function, name):
        def run(*args, **kwargs):
            global left
            if left:
                left -= 1
                if not left:
                    print(f"died before {name}", flush=True)
                    os._exit(9)
            return function(*args, **kwargs)

        return run

    os.fsync = dying(os.fsync, "a file is safe on disk")
    Path.replace = dying(Path.replace, "a name is put in its place")
    files.sync_folder = manifest.sync_folder = dying(files.sync_folder, "a folder is safe on disk")
    replacing.write = dying(replacing.write, "a file of the lake")
    loading.keep_holdings = dying(loading.keep_holdings, "today's holdings")
    recording.write = dying(recording.write, "the journal's entry")
    manifest.tidy = loading.lake.tidy = dying(manifest.tidy, "tidying, after the commit")
    for line in sys.stdin:
        step = line.strip()
        child = os.fork()  # nothing has a thread or a connection yet
        if child:
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        left = int(step) if step.isdigit() else 0
        if step == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_500, resource.RLIM_INFINITY))
        try:
            taken = loading.load(Path(folder), by=Job("tests"), channel="test")
        except OSError as error:
            print(type(error).__name__, flush=True)
            os._exit(1)
        print("taken" if taken.ok else taken.refused.counts, flush=True)
        os._exit(0)
