"""The night: what came in by day is checked and reckoned once, for everybody, and lies ready in the morning.

``zhiji nightly`` goes through the steps of ``running.STEPS``. Each may be stopped anywhere and done again: the lake and the
database hold yesterday's state or today's, never one between (docs/design/night.md).
"""
