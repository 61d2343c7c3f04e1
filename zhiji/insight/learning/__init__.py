"""Models that say how good they are: fitted on the past, judged on what came after, beside the simplest rule there is.

``honesty`` holds what every model must pass before a score is shown: a split by time, the search for leaks, an interval, and
the verdict against the simple rule. ``bgnbd`` counts buyers and movements; other models stand beside it.
"""
