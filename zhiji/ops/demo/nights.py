"""The nights of the demo bank, and what is learnt of its past before the last of them."""

from argparse import Namespace
from datetime import timedelta

from zhiji.insight.night.running import run
from zhiji.ops.commands.insight import learn
from zhiji.ops.demo.bank import Bank

LEARNT_FROM = 1_000
"""So many customers a bank must have before models are learnt from it: a smaller one would only be told that it is too small."""


def reckon_nights(bank: Bank) -> None:
    """The nights of the last two month ends and of the last day fed: enough to see who moved. Before the last, in a bank that is
    large enough, what is foretold is learnt, so that this night's standings tell it."""
    last = bank.on - timedelta(days=1)
    month = last.replace(day=1) - timedelta(days=1)
    for night in (month.replace(day=1) - timedelta(days=1), month):
        run(night)
    if bank.customers >= LEARNT_FROM:
        learn(Namespace(date=last))
    run(last)
