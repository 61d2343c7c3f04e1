"""A customer's request about the own data: asked, identity checked, accepted."""

from zhiji.custody.actions import rights

RIGHT = {"purpose": "rights"}


def asked(bank, file, right="access", asker="self", by=None):
    return rights.ask(
        customers=[file.number],
        right=right,
        asker=asker,
        via="counter",
        reason="想知道银行存了什么",
        by=by or bank.rm01,
    )


def identified(bank, file, right="access"):
    case = asked(bank, file, right)
    return rights.identify(case.pk, proved=True, paper_seen="original", by=bank.officer)


def accepted(bank, file, right="access"):
    return rights.accept(identified(bank, file, right).pk, by=bank.supervisor, **RIGHT)
