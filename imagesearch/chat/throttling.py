"""How many messages a person may send; without Redis nothing is counted, and the search itself says what is missing."""

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from imagesearch import env


class ChatThrottle(UserRateThrottle):
    """A courtesy limit: it keeps one person's script from slowing the others down."""

    scope = "chat"

    def get_rate(self) -> str:
        """Read when a request comes, not when the class is made."""
        return f"{env.CHAT_TURNS_PER_MINUTE}/min"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """See the base class."""
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError):
            return True
