"""Cells of a register that goes out as a file."""


def harmless(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: names and letter numbers were typed by hand.

    >>> harmless("=1+1"), harmless(3)
    ("'=1+1", '3')
    """
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
