"""Taking customers in from a file: CSV, XLSX or Parquet, with a mapping from columns to fields.

In two phases: ``previewing.preview`` says what would happen, ``taking.import_customers`` does it. The way of a row:

``reading`` (rows of texts) → ``shaping`` (raw values by field, as the ``mapping`` says) → ``pressing`` (cleaned, sealed and
packed for COPY, in other processes) → ``duplicates`` (met before in the file or the bank?) → ``committing`` (one act a chunk).
What is given back goes through ``rejecting``; ``reasons`` words why. Design: docs/design/intake.md.
"""
