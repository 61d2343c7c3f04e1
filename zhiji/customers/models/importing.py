"""Imports: one job a file taken in, and the rows it gave back."""

from typing import ClassVar

from django.db import models


class ImportJob(models.Model):
    """One import. ``done_rows`` counts rows whose chunk has committed, so a killed job resumes after them."""

    digest = models.CharField(max_length=64)
    mapping = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="running")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)
    total_rows = models.BigIntegerField(null=True)
    done_rows = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    incomplete = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "mapping"], name="import_once"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.file_name}"


class ImportReject(models.Model):
    """A row given back. Only its number and the reasons are kept; its values stay in the bank's own file."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rejects")
    row = models.BigIntegerField()
    problems = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "row"], name="reject_once")]

    def __str__(self) -> str:
        return f"import {self.job_id} row {self.row}"
