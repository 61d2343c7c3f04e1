"""A colleague's browser without a screen: requests, and the inputs of a form as they would be sent."""

import re

from django.db import transaction
from django.test import Client
from django.utils import timezone

from zhiji.access.gateway import _governed_writes
from zhiji.desk import undertaking
from zhiji.staff.models import Staff


class Browser(Client):
    """A signed-in colleague with a purpose."""

    def __init__(self, staff, purpose=""):
        super().__init__()
        with transaction.atomic(), _governed_writes("staff:undertaking:sign"):
            Staff.objects.update(
                undertaking_version=undertaking.current().version, undertaking_signed_at=timezone.now()
            )
        self.force_login(Staff.objects.get(pk=staff.pk))
        if purpose:
            self.post("/purpose/", {"purpose": purpose})

    def text(self, path, status=200):
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()


def inputs_of(text):
    """Every input of a form as a browser would send it untouched."""
    data = {}
    for tag in re.findall(
        r"<input[^>]*>", text.split("<template>")[0] + "".join(re.split(r"</template>", text)[1:])
    ):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ".__" not in name[1] and ('type="checkbox"' not in tag or " checked" in tag):
            data[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        if ".__" not in name:
            data[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', text, re.S):
        data[name] = body
    return data
