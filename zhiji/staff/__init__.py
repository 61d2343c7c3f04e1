"""The bank's people: units (head office, departments, branches), staff and their roles. Use ``zhiji.staff.models`` and ``zhiji.staff.rules``."""
