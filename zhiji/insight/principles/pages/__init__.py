"""The principle board's pages."""
