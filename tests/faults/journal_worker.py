"""A process for the fault tests to kill: ``journal_worker.py write|seal DATABASE WITNESS``.

``write`` acknowledges each entry on its standard output once the journal has returned its id.
"""

import itertools
import os
import sys

import django
from django.conf import settings

from zhiji.ops.database import django_database

work, name, witness = sys.argv[1:]
# The journal alone starts in a fraction of the time that the whole product takes.
settings.configure(
    DATABASES={"default": django_database(os.environ["ZHIJI_DATABASE_URL"]) | {"NAME": name}},
    INSTALLED_APPS=["zhiji.journal"],
    USE_TZ=True,
    ZHIJI_JOURNAL_SIGNER="journal_signing.signer",
    ZHIJI_JOURNAL_WITNESS=witness,
)
django.setup()

from zhiji import journal  # noqa: E402

print("ready", flush=True)
if work == "write":
    for n in itertools.count():
        many = range(n % 7) if n % 3 == 0 else ()
        id_ = journal.write(
            journal.Entry(
                actor=os.getpid(),
                phrase="fault:entry:write",
                outcome="done",
                channel="test",
                subjects=many,
                facts={"n": n},
            )
        )
        print(id_, flush=True)
else:
    while True:
        print(journal.seal_pending(), flush=True)
