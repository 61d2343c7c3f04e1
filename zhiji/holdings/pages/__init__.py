"""Pages of the holdings: translate, call once, render."""
