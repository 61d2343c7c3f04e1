"""Looks of the insight room."""
