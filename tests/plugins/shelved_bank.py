"""Cabinets and volumes for the small bank, made through acts."""

from zhiji.custody.actions import loan, shelf
from zhiji.custody.models import Cabinet


def a_cabinet(bank, code="A1", *, kind="person", rows=2, columns=3, custodian=None):
    """A cabinet in the head office's store."""
    return shelf.set_up_cabinet(
        code=code, unit="HQ", kind=kind, rows=rows, columns=columns, custodian=custodian, by=bank.supervisor
    )


def kept(bank, file, *, by=None, carrier="paper", ink="carbon"):
    """One volume of the file, in its place; a cabinet is made where there is none."""
    if not Cabinet.objects.exists():
        a_cabinet(bank)
    return shelf.keep_volume(customer=file.number, carrier=carrier, ink=ink, by=by or bank.officer)


def lent_paper(bank, file, *, days=3, at=None):
    """A loan of the file's volumes to rm01, signed by rm02 and approved by the officer (``at``: when)."""
    case = loan.ask_loan(
        customers=[file.number], medium="paper", items="开户申请书 2\n贷款合同 1", wanted="service", reason="客户委托核对合同",
        days=days, by=bank.rm01,
    )  # fmt: skip
    loan.sign_loan(case.pk, by=bank.rm02)
    return loan.approve_loan(case.pk, by=bank.officer, at=at)
