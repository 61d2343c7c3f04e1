"""Template tags of the institution."""
