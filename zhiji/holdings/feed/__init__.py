"""The nightly feed of the bank's core system: a folder of tables with a manifest, taken in whole or not at all.

The way of a feed: ``manifest`` (what the bank says it sent) → ``reading`` (tables of texts) → ``shaping`` (typed columns, as the
``mapping`` says) → ``checks`` (keys, dates, sums, running balances) → ``taking`` (one act: lake, tables, journal). What it may
hold is declared once, in ``contract``. How a bank sends one: docs/how-to/feed.md.
"""
