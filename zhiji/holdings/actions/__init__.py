"""The acts of the holdings: the only writers of the lake and of the tables."""
