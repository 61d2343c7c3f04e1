"""Units and staff."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiji.staff.rules import ROLES


class Unit(models.Model):
    """A head office, department or branch. ``path`` holds the ids from the root, ``1/4/9/``: a subtree is a prefix."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(
        max_length=12,
        choices=[("head", _("Head office")), ("department", _("Department")), ("branch", _("Branch"))],
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=120, db_index=True)
    names = models.JSONField()
    head = models.ForeignKey("staff.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The unit's name in the reader's language."""
        return self.names.get(get_language() or "zh-hans") or self.names["zh-hans"]


class StaffManager(BaseUserManager["Staff"]):
    """Looks staff up by sign-in name; making staff is an act of the access room."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.select_related("unit").get(username=username)


class Staff(AbstractBaseUser):
    """One colleague: one role, one unit. A person who changes post is moved, never given a second sign-in."""

    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    staff_number = models.CharField(max_length=20, unique=True)
    person = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=12, choices=[(role.id, role.label) for role in ROLES.values()])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="staff")
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)
    undertaking_version = models.CharField(max_length=20, blank=True)
    undertaking_signed_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return f"{self.username} ({self.role})"

    @property
    def display_name(self) -> str:
        """The name as the reader writes it."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def role_label(self) -> str:
        return str(ROLES[self.role].label)

    @property
    def person_key(self) -> str:
        """Which human being this is: two accounts of one person have the same, and count as one pair of eyes."""
        return self.person or self.staff_number

    @property
    def unit_path(self) -> str:
        """Where the colleague stands in the tree of units."""
        return self.unit.path


class StandIn(models.Model):
    """One colleague signs for another for a while (leave, illness). Both count as the hand that signed."""

    absent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="stand_ins")
    stand_in = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="standing_in")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    named_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stand_in", "ends_at"], name="standin_now")]

    def __str__(self) -> str:
        return f"{self.stand_in_id} for {self.absent_id} until {self.ends_at:%Y-%m-%d}"


class SignInFailure(models.Model):
    """One failed sign-in, kept while it counts towards a lock. ``key`` is a keyed hash of the name typed, or an address.

    The name is hashed because what is typed into the wrong box may be a password.
    """

    key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="signinfailure_key_at")]

    def __str__(self) -> str:
        return f"{self.key.partition(':')[0]} at {self.at:%Y-%m-%d %H:%M}"
