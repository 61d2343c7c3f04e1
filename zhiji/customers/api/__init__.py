"""API of customer files: the same looks and acts as the pages. ``purpose`` is required wherever sealed data come out.

``routers``: each with the prefix it stands under.
"""

from zhiji.customers.api import explaining, files, history, relations

routers = (
    ("/customers", files.router),
    ("/customers", history.router),
    ("/customers", relations.router),
    ("", explaining.router),
)

__all__ = ["routers"]
