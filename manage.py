"""Django's own commands, for developers; the product's command is ``zhiji``."""

import os
import sys

from zhiji.ops import database

if __name__ == "__main__":
    database.start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
