"""The institution of the demo bank: who heads which unit, and a few cases of every procedure, all made through acts."""

from collections.abc import Callable, Mapping, Sequence

from zhiji.access.actors import Job
from zhiji.access.standing_in import name_head
from zhiji.ops.demo.bank import Bank
from zhiji.ops.demo.custody_keeping import keeping_scene
from zhiji.ops.demo.custody_leak import leak_scene
from zhiji.ops.demo.custody_leaving import leaving_scene
from zhiji.ops.demo.custody_lending import lending_scene
from zhiji.ops.demo.custody_reports import reports_scene
from zhiji.ops.demo.custody_rights import rights_scene
from zhiji.ops.demo.custody_secrecy import secrecy_scene
from zhiji.staff.models import Staff, Unit

HOUSE = Job("demo bank")
HEADS = {
    "HQ": "gm", "GMO": "gm", "CSD": "manager", "CPL": "compliance", "AUD": "auditor", "DAT": "analyst", "PRD": "product",
    "TEC": "admin", "HZ": "rm01", "NJ": "rm04", "CD": "rm07", "XA": "rm10", "GZ": "rm13", "WQ": "rm16",
}  # fmt: skip
"""Who signs for a unit, by code and sign-in name."""

Scene = Callable[[Bank, Mapping[str, Staff]], None]
SCENES: Sequence[Scene] = (
    leak_scene,
    lending_scene,
    reports_scene,
    keeping_scene,
    rights_scene,
    secrecy_scene,
    leaving_scene,
)
"""What each procedure shows in the demo: one function each, given the bank's plan and the colleagues by sign-in name."""


def found(bank: Bank, units: dict[str, Unit], staff: Mapping[str, Staff]) -> None:
    """Name the heads, then play the scenes. Called once, after the customers stand."""
    for code, head in HEADS.items():
        if units[code].head_id is None:
            units[code] = name_head(units[code], staff[head], by=HOUSE, channel="cli")
    for scene in SCENES:
        scene(bank, staff)
