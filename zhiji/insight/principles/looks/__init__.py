"""The principle board's looks."""
