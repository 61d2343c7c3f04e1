"""What granian's workers load: Django's application, and the habit of not outliving the process that started them."""

from zhiji.ops.orphans import end_with_parent

end_with_parent()

from zhiji.desk.wsgi import application  # noqa: E402  (the habit must be there before anything is loaded)

__all__ = ["application"]
