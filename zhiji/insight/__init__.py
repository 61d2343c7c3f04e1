"""What the bank's figures say: measures, tiers, segments, models, reports, the explorer.

A **measure** is one named expression (``insight.measures``): what it means, its unit, its window, where it comes from and
the test that holds it to hand-computed figures. The expression is Ibis; the engine at hand runs it (``insight.engines``:
DuckDB in this process, Spark for the bank that outgrows it), and both give the same results to the last unit.
"""
