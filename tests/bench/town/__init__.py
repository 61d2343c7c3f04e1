"""A town and its bank: N customers and about a hundred transactions each over two years, invented and the same every time.

    Town(300)                       what is wanted: customers, seed, days
    blocks(town)                    5,000 customers at a time, in bounded memory (``block``)
    write_feed(folder, town)        a feed by the contract, with its manifest (``feed``); up to 20,000 customers
    write_lake(town, keys)          straight into the lake by the product's own writer (``lake``); any number
    truth                           who leaves, who sleeps, whose moves ought to strike a monitor: for tests of models only

What is believable in it: the year's and the week's rhythm and Spring Festival, wages on the 10th and the 15th from a few large employers,
rents, cards by kind of merchant, time deposits that are renewed or leave, loans paid monthly, foreign currency. What is not:
two customers of the bank hardly pay one another, and nobody's life changes but by leaving or falling asleep.
"""

from .block import Block, blocks
from .lives import LIVES, TRAITS
from .seasons import Town

__all__ = ["LIVES", "TRAITS", "Block", "Town", "blocks"]
