"""The explorer: figures of many customers by two traits, for who may not know one of them (docs/design/explorer.md).

``question`` says what was asked, ``counting`` reckons it over the lake, ``guarding`` leaves out and rounds, ``drawing`` and
``sheets`` put it on paper. No row of a customer leaves ``counting``.
"""
