"""`python -m tests.eval [SET …]`: measure the quality of search, print the tables, keep the JSON."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from tests.eval import surroundings  # noqa: F401  the settings must be there before anything reads them  # isort: skip
from imagesearch.env import ROOT  # isort: skip
from tests.bench.reporting import machine  # isort: skip
from tests.eval import blind  # isort: skip
from tests.eval.by_example import examples_measure  # isort: skip
from tests.eval.clip_photos import bare_sets, captions_sets, photos_sets, short_sets  # isort: skip
from tests.eval.copies import copies_measure  # isort: skip
from tests.eval.drawings import drawings_sets  # isort: skip
from tests.eval.exclusions import exclusions_blind, exclusions_measure  # isort: skip
from tests.eval.indexed import index_measure  # isort: skip
from tests.eval.judged import JudgedSet  # isort: skip
from tests.eval.languages import english_sets, languages_sets  # isort: skip
from tests.eval.measuring import Figures, judged_measure  # isort: skip
from tests.eval.sites import sites_sets  # isort: skip
from tests.eval.standing import standing  # isort: skip
from tests.eval.tables import Table  # isort: skip

SETS: Final[dict[str, Callable[[], list[JudgedSet]]]] = {
    "drawings": drawings_sets,
    "photos": photos_sets,
    "photos-short": short_sets,
    "photos-bare": bare_sets,
    "captions": captions_sets,
    "sites": sites_sets,
    "languages": languages_sets,
    "languages-english": english_sets,
}
BLIND: Final[dict[str, Callable[[], list[JudgedSet]]]] = {
    "photos": blind.photos_sets,
    "photos-bare": blind.bare_sets,
    "captions": blind.captions_sets,
    "sites": blind.sites_sets,
    "languages": blind.languages_sets,
}
TABLES: Final[dict[str, Callable[[], list[Table]]]] = {
    "without": lambda: [exclusions_measure()],
    "examples": examples_measure,
    "copies": lambda: [copies_measure()],
    "index": lambda: [index_measure()],
}
BLIND_TABLES: Final[dict[str, Callable[[], list[Table]]]] = {"without": lambda: [exclusions_blind()]}
NAMES: Final = (*SETS, *TABLES)
OWN: Final = ("drawings",)
"""What comes with the project; the others are measured where their data lies beside the checkout."""
SHARED: Final = ROOT.parent / "shared"
COLUMNS: Final = (
    ("nDCG@10", "ndcg_10"), ("recall@10", "recall_10"), ("mAP", "mean_average_precision"), ("first", "first_relevant"),
    ("strong right", "strong_precision"), ("answered", "strong_recall"), ("false strong", "false_strong"),
)  # fmt: skip


def main() -> int:
    """Measure the sets that the command line names, or all that can be measured here."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval", description="Measure the quality of search.")
    parser.add_argument(
        "names", nargs="*", metavar="SET", help=f"{', '.join(NAMES)}; all that are here if none is named"
    )
    parser.add_argument("--blind", action="store_true", help="ask what no constant was chosen by: for reports only")
    arguments = parser.parse_args()
    sets, others = (BLIND, BLIND_TABLES) if arguments.blind else (SETS, TABLES)
    if unknown := set(arguments.names) - {*sets, *others}:
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    names = arguments.names or [name for name in (*sets, *others) if name in OWN or SHARED.is_dir()]
    figures: list[Figures] = []
    tables: list[Table] = []
    for name in names:
        if name in sets:
            found = judged_measure(sets[name]())
            figures += found
            table_print(found)
        else:
            made = others[name]()
            tables += made
            print(*(table.markdown() for table in made), sep="\n", flush=True)
    figures_write(figures, tables)
    return 0


def table_print(figures: Sequence[Figures]) -> None:
    """Markdown, one table for each half."""
    for half in dict.fromkeys(one.half for one in figures):
        rows = [one for one in figures if one.half == half]
        print(f"\n### {rows[0].judged}, {half}: {rows[0].queries} queries, {rows[0].unanswerable} without an answer\n")
        print("| | " + " | ".join(title for title, _ in COLUMNS) + " |\n| --- |" + " --- |" * len(COLUMNS))
        for row in rows:
            values = " | ".join(f"{getattr(row, field):.3f}" for _, field in COLUMNS)
            print(f"| {row.contender} | {values} |", flush=True)
        print(f"\nProduct (95 % of such queries): {standing(rows)}.", flush=True)


def figures_write(figures: Sequence[Figures], tables: Sequence[Table]) -> None:
    """The same as JSON, beside the results of the benches."""
    at = datetime.now(UTC)
    path = ROOT / "bench" / "results" / f"eval-{at:%Y%m%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "at": at.isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(one) for one in figures],
        "tables": [asdict(one) for one in tables],
    }
    path.write_text(json.dumps(document, indent=1))
    print(f"\n{path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
