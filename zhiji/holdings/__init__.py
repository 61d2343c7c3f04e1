"""What a customer holds: accounts, cards, loans, credit lines, collateral, and every transaction of ten years.

The bank's core system sends a feed (``feed``); what stands today is kept sealed in the database (``models``), what moved in
the lake (``lake``), encrypted Parquet under keys that end with the customer. Design: docs/design/lake.md.
"""
