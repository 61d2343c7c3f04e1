"""What granian's workers load: Django's application, and the habit of not outliving the process that started them."""

import gc

from zhiji.ops.orphans import end_with_parent

end_with_parent()
gc.disable()  # while code is loaded nothing of it is garbage: looking for some takes a tenth of the start

from django.urls import get_resolver  # noqa: E402  (the habit must be there before anything is loaded)

from zhiji.desk.wsgi import application  # noqa: E402

get_resolver().url_patterns  # noqa: B018  (loads every page's code now, not while the first reader waits)

# What is loaded now stays for the worker's life: looking through it for garbage costs a long answer a fifth of its time.
gc.collect()
gc.freeze()
gc.enable()

__all__ = ["application"]
