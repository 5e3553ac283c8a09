"""B1 and B2: what a page and a picture cost our crawl process, against Scrapy on the same site in the same minutes."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from statistics import median

from tests.bench.contenders import Contender, OurCrawl, ScrapySpider
from tests.bench.measuring import Cost, marginal_ms
from tests.bench.reporting import Figure, Report
from tests.bench.serving import served, server_name
from tests.bench.settings import BenchSettings
from tests.bench.site import IMAGES_PER_PAGE, Site, site_ensure

Rounds = dict[str, dict[int, list[Cost]]]
"""Costs by contender and number of pages."""


def bench_pages(settings: BenchSettings) -> Report:
    """B1: pages only; ours reads robots.txt and records every page and picture, the peer keeps nothing."""
    ours, peer = OurCrawl("ours", is_fetching=False), ScrapySpider("Scrapy + LinkExtractor", is_fetching=False)
    rounds = _rounds(settings, [peer, ours])
    return _report("B1", "crawl, CPU of one page", settings, rounds, items_per_page=1, limit=1.25, goal=0.8)


def bench_pictures(settings: BenchSettings) -> Report:
    """B2: every picture fetched, checked, hashed, kept with a thumbnail."""
    ours, peer = OurCrawl("ours", is_fetching=True), ScrapySpider("Scrapy + ImagesPipeline", is_fetching=True)
    rounds = _rounds(settings, [peer, ours])
    title = "fetch and thumbnail, CPU of one picture with its share of a page"
    return _report("B2", title, settings, rounds, items_per_page=IMAGES_PER_PAGE, limit=0.6, goal=0.45)


def _rounds(settings: BenchSettings, contenders: Sequence[Contender]) -> Rounds:
    """Interleaved, so that what else the machine does falls on all alike."""
    sites = [site_ensure(settings.cache_dir, pages) for pages in settings.sizes_pages]
    rounds: Rounds = {contender.name: {site.pages: [] for site in sites} for contender in contenders}
    with ExitStack() as stack:
        urls = {site.pages: stack.enter_context(served(site.folder)) for site in sites}
        for number in range(settings.rounds):
            for site in sites:
                for contender in contenders:
                    cost = contender.visit(urls[site.pages], site)
                    rounds[contender.name][site.pages].append(cost)
                    _say(settings, number, contender, site, cost)
    return rounds


def _say(settings: BenchSettings, number: int, contender: Contender, site: Site, cost: Cost) -> None:
    print(
        f"round {number + 1}/{settings.rounds}  {contender.name:26} {site.pages:6} pages  {cost.cpu_seconds:7.2f} CPU-s"
        f"  {cost.wall_seconds:7.2f} s  {cost.peak_rss_mb:5.0f} MB",
        flush=True,
    )


def _report(
    name: str, title: str, settings: BenchSettings, rounds: Rounds, *, items_per_page: int, limit: float, goal: float
) -> Report:
    small, large = settings.sizes_pages
    items = (large - small) * items_per_page
    peer, ours = (marginal_ms(costs[small], costs[large], items) for costs in rounds.values())
    peer_name, our_name = rounds
    whole = {who: median(cost.cpu_seconds for cost in costs[large]) for who, costs in rounds.items()}
    figures = (
        Figure("ours / peer, marginal", ours / peer, limit=limit, goal=goal),
        Figure(f"ours / peer, whole process, {large} pages", whole[our_name] / whole[peer_name]),
        Figure(our_name, ours, "CPU-ms"),
        Figure(peer_name, peer, "CPU-ms"),
        *(Figure(f"peak memory, {who}", median(c.peak_rss_mb for c in costs[large]), "MB") for who, costs in rounds.items()),
    )  # fmt: skip
    measurements = {who: {n: [asdict(c) for c in costs] for n, costs in sizes.items()} for who, sizes in rounds.items()}
    about = {"sizes_pages": settings.sizes_pages, "rounds": settings.rounds, "server": server_name()}
    return Report(name, title, figures, about, measurements)
