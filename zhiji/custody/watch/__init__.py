"""The watch (N13, K07): what is counted of each colleague's day, which signals that gives, and which few become alerts.

What is watched, with every threshold, stands on a page that all colleagues may read: ``signals.toml`` and norm
``house.insider-signals`` are that page's only source.
"""
