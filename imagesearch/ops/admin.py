"""Dead letters in the admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from imagesearch.core.errors import Unavailable
from imagesearch.ops.dead_letters import dead_letter_resend
from imagesearch.ops.models import DeadLetter


@admin.register(DeadLetter)
class DeadLetterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Read them, send them again, remove them."""

    list_display = ["created_at", "task", "error", "resent_at"]
    list_filter = ["task"]
    readonly_fields = ["task", "payload", "error", "traceback", "created_at", "resent_at"]
    actions = ["resend"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  Django's signature
        """Only a failed task makes one."""
        return False

    @admin.action(description="Send again")
    def resend(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """Send the selected tasks again."""
        try:
            for letter in queryset:
                dead_letter_resend(letter)
        except Unavailable as error:
            self.message_user(request, error.sentence, messages.ERROR)
