"""Cabinets and volumes for the small bank, made through acts."""

from zhiji.custody.actions import shelf
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
