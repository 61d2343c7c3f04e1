"""The small bank with passwords, for journeys in a real browser; and how a colleague walks a case through its pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from plugins.colleagues import PASSWORD, set_by_hand
from plugins.small_bank import HOUSE, Bank

from zhiji.access.standing_in import name_head
from zhiji.desk import undertaking
from zhiji.staff.models import Staff


class WalkedBank(Bank):
    """The small bank; heads are named, and everybody may sign in with ``PASSWORD``."""

    def __init__(self) -> None:
        super().__init__()
        for unit, head in ((self.west, self.rm02), (self.east, self.rm03), (self.head, self.gm)):
            name_head(unit, head, **HOUSE)
        signed = {
            "password": make_password(PASSWORD), "undertaking_version": undertaking.current().version,
            "undertaking_signed_at": timezone.now(),
        }  # fmt: skip
        for staff in Staff.objects.all():
            set_by_hand(staff, **signed)


class Walker:
    """One colleague at a desk, who does everything by clicking and typing."""

    def __init__(self, desk: Any, username: str, language: str = "zh-hans") -> None:
        Staff.objects.filter(username=username).update(language=language)
        self.desk, self.page = desk, desk.page
        self.page.set_default_timeout(12_000)
        desk.sign_in(username, PASSWORD)

    def text(self) -> str:
        """What stands on the page."""
        return str(self.page.inner_text("main"))

    def fill(self, **values: Any) -> None:
        """Fill a form by the names of its inputs: a list ticks boxes, ``True`` ticks the one, a text is typed or chosen."""
        for name, value in values.items():
            box = self.page.locator(f"main [name='{name}']")
            kind = box.first.evaluate("one => one.type")
            if kind in ("checkbox", "radio"):
                for one in value if isinstance(value, list) else [value]:
                    chosen = box if one is True else self.page.locator(f"main [name='{name}'][value='{one}']")
                    if not chosen.is_visible():  # its group is folded
                        self.page.locator("main details", has=chosen).locator("> summary").click()
                    chosen.check()
            elif kind == "select-one":
                box.select_option(value)
            else:
                box.fill(value)

    def send(self, **values: Any) -> None:
        """Fill the form that stands on the page and send it with its one button, whatever its tone."""
        self.fill(**values)
        self.desk.press("main form .acts.end button")
        assert not self.page.query_selector("#problems"), self.text()

    def case(self, case: Any) -> None:
        """From what waits for me to this case."""
        self.desk.open("/custody/")
        self.desk.press(f"main a[href='/custody/{case.kind}/{case.pk}/']")

    def step(self, verb: str, **values: Any) -> None:
        """On a case's page: the button of the step, its form, sent."""
        self.desk.press(f"main a.button[href*='/{verb}/']")
        self.send(**values)

    def choose(self, purpose: str) -> None:
        """Choose a purpose at the top of the page, which stays."""
        self.page.click("#purpose summary")
        self.page.check(f"#purpose input[value={purpose}]")
        self.desk.press("#purpose .acts button")


At = Callable[..., Walker]
"""``at("rm01", width=390)``: that colleague, signed in, in a browser of their own (a fixture of the journeys)."""
