"""The principle board's actions."""
