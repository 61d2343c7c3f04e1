"""The groups of the ``zhiji`` command, one a file. ``zhiji.ops.cli`` gathers them in ``COMMANDS``."""
