"""What a client does with messages, in Python: the same rules as `progress.js`, for the replay tests."""

from typing import Any

FIELDS = {
    "crawl.progress": ("status", "counts", "eta_seconds"),
    "crawl.status": ("status", "reason", "reason_sentence"),
    "crawl.problem": ("problems",),
    "crawl.hosts": ("hosts",),
}


def reduce(state: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """The state after one message; old and repeated ones change nothing."""
    if message["seq"] <= state["seq"]:
        return state
    known = {name: message[name] for name in FIELDS.get(message["type"], ())}
    return {**state, **known, "seq": message["seq"]}
