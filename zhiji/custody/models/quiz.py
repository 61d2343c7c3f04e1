"""The yearly quiz on the three don'ts (Art. 26): who answered, how well. Insert-only."""

from typing import ClassVar

from django.db import models

from zhiji.staff.models import Staff


class QuizResult(models.Model):
    """One attempt. What was answered is not kept, only how many were right."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=20)
    edition = models.CharField(max_length=20)
    right = models.SmallIntegerField()
    asked = models.SmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["staff", "-at"], name="quiz_staff")]

    def __str__(self) -> str:
        return f"quiz {self.edition} of {self.staff_id}: {self.right}/{self.asked}"
