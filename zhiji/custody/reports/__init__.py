"""Statistics reports (Art. 9-13): the catalogue as data, the counting, and how the figures leave the house.

``catalogue.toml`` says of each report what it counts, out of which tables and columns, by which statement, and how its
total is counted a second time in another way. No report tells of a person: counts only, small ones left out.
"""
