"""The small bank of ``plugins.small_bank`` for this room's tests."""

from plugins.small_bank import bank, break_journal, journal, valid_number

__all__ = ["bank", "break_journal", "journal", "valid_number"]
