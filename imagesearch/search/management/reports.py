"""Search results as a table for people."""

from collections.abc import Iterator, Mapping
from typing import Any

TEXT_WIDTH = 44


def search_report(answer: Mapping[str, Any]) -> str:
    """The sentence, the results with scores and reasons, and what people should know besides."""
    lines = [answer["sentence"], *answer["notices"], *_understood(answer["query"])]
    lines += [_row(result) for result in answer["results"]]
    if answer["excluded"]:
        lines.append(f"{answer['excluded']} left out because of what they show.")
    return "\n".join([*lines, f"({answer['took_ms']:.0f} ms)"])


def _understood(query: Mapping[str, Any]) -> Iterator[str]:
    """What was read out of the text beside its subject, and what could not be read."""
    if query["chips"]:
        yield f"Understood: {', '.join(chip['label'] for chip in query['chips'])}."
    yield from (f"Not understood: {problem['sentence']}" for problem in query["problems"])


def _row(result: Mapping[str, Any]) -> str:
    mark = "●" if result["is_strong"] else "○"
    kind = f"{result['format']} {result['width']}x{result['height']}"
    copies = f" ({result['copies']} copies)" if result["copies"] > 1 else ""
    head = f"{result['rank']:>3} {mark} {result['score']:>4.0%}  {_called(result):<{TEXT_WIDTH}} {kind}{copies}"
    return f"{head}\n          {_why(result['matched'])}  {result['image_url']}\n          on {result['page_url']}"


def _called(result: Mapping[str, Any]) -> str:
    text = " ".join((result["alt"] or result["title"] or result["caption"] or _placed(result)).split())
    return text if len(text) <= TEXT_WIDTH else f"{text[: TEXT_WIDTH - 1]}…"


def _placed(result: Mapping[str, Any]) -> str:
    return f"on “{result['page_title']}”" if result["page_title"] else "(no words)"


def _why(matched: Mapping[str, Any]) -> str:
    parts = {
        "pixels": matched["pixels"],
        "meaning": matched["meaning"],
        "likeness": matched["example"],
        "unwanted likeness": matched["unlike"],
    }
    said = [f"{name} {chance:.0%}" for name, chance in parts.items() if chance >= 0.01]
    if matched["terms"]:
        said.append(f"words: {', '.join(matched['terms'])}")
    return f"[{'; '.join(said) or 'nothing in particular'}]"
