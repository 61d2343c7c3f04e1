"""The lake: transactions and balances as encrypted Parquet under ``ZHIJI_HOME/lake``, known by opaque keys only.

``files`` writes and reads one file, ``manifest`` names the files in force, ``replacing`` makes the next state, ``reading``
finds one customer's rows, ``checking`` finds a changed byte. Why it is so: docs/design/lake.md.
"""
