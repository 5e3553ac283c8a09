"""What an operator must see: tasks that failed for good."""

from django.db import models
from django.utils import timezone


class DeadLetter(models.Model):
    """A task that failed for good, with all that is needed to send it again."""

    task = models.CharField(max_length=64)
    payload = models.JSONField()
    error = models.TextField(help_text="Kind and text of the error.")
    traceback = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    resent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.task}: {self.error[:80]}"
