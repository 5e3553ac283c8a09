"""The bundled sample site: writes it into a folder, and serves that folder.

Run: python -m imagesearch.ops.sample_site serve --dir DIR [--port 0]
"""

import argparse
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from PIL import Image

from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.ops.sample_pages import (
    BROKEN,
    COPY_PAGE,
    LYING_FILE,
    PRIVATE_PAGE,
    STYLE,
    favourites_html,
    film_html,
    front_html,
    page_html,
    sketches_html,
)
from imagesearch.ops.sample_plan import SitePicture, sample_site_truth, site_pages

__all__ = ["sample_site_truth", "sample_site_write"]

VERSION: Final = "2"
"""Raised with every change of the site, so that a folder of an older version is written again."""
QUALITY: Final = 85
COPIES: Final = ((1, "pictures/copy-a.jpg"), (15, "pictures/copy-b.jpg"))
"""Numbers of pictures that are to be had under a second address as well, byte for byte."""
ROBOTS: Final = "User-agent: *\nDisallow: /private/\n"


def sample_site_write(folder: Path) -> None:
    """Write the whole site into a folder; a folder that holds this version already is left as it is."""
    mark = folder / ".version"
    if mark.is_file() and mark.read_text() == VERSION:
        return
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pictures").mkdir(parents=True)
    (folder / "private").mkdir()
    pictures = [picture for page in site_pages() for picture in page.pictures]
    for picture in pictures:
        _picture_write(folder, picture)
    _oddities_write(folder, pictures)
    _pages_write(folder, pictures)
    mark.write_text(VERSION)


def _picture_write(folder: Path, picture: SitePicture) -> None:
    drawn = scene_draw(picture.scene, picture.size_px)
    _save(drawn, folder / picture.file, picture.format)
    if picture.route == "srcset":
        width, height = picture.size_px
        larger = drawn.resize((width * 3 // 2, height * 3 // 2), Image.Resampling.BICUBIC)
        _save(larger, folder / picture.second_file, picture.format)
    elif picture.route == "picture":
        _save(drawn, folder / picture.second_file, "WEBP")


def _save(drawn: Image.Image, file: Path, kind: str) -> None:
    options: dict[str, Any] = {"PNG": {}, "GIF": {}, "WEBP": {"quality": QUALITY, "method": 0}}.get(
        kind, {"quality": QUALITY}
    )
    drawn.save(file, kind, **options)


def _oddities_write(folder: Path, pictures: list[SitePicture]) -> None:
    """What every real site has: copies, a broken file, a file with the wrong ending, an icon too small to matter."""
    jpegs = [picture for picture in pictures if picture.format == "JPEG"]
    for index, copy in COPIES:
        shutil.copyfile(folder / jpegs[index].file, folder / copy)
    whole = (folder / jpegs[0].file).read_bytes()
    (folder / BROKEN[0]).write_bytes(whole[: len(whole) // 3])
    shutil.copyfile(folder / jpegs[2].file, folder / LYING_FILE)
    scene_draw(pictures[0].scene, (16, 16)).save(folder / "icon.png")
    (folder / "style.css").write_text(STYLE)
    (folder / "robots.txt").write_text(ROBOTS)


def _pages_write(folder: Path, pictures: list[SitePicture]) -> None:
    jpegs = [picture for picture in pictures if picture.format == "JPEG"]
    copies = [(copy, jpegs[index].words) for index, copy in COPIES]
    pages = {f"{page.slug}.html": page_html(page) for page in site_pages()}
    pages |= {
        "index.html": front_html(),
        f"{COPY_PAGE}.html": favourites_html(copies),
        "film.html": film_html(jpegs[5]),
        PRIVATE_PAGE: sketches_html(jpegs[6]),
    }
    for name, html in pages.items():
        (folder / name).write_text(html, encoding="utf-8")


class _Handler(SimpleHTTPRequestHandler):
    """Serves files quietly, with the types that older tables lack."""

    protocol_version = "HTTP/1.1"
    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".avif": "image/avif",
        ".webp": "image/webp",
        ".html": "text/html; charset=utf-8",
    }

    def log_message(self, *_: Any) -> None:
        """Say nothing: a crawl asks for hundreds of files."""


def site_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of the folder on loopback, bound but not serving yet; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))


def main() -> None:
    """Write and serve from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["write", "serve"])
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    sample_site_write(options.dir)
    if options.action == "serve":
        with site_server(options.dir, options.port) as server:
            print(f"ready http://127.0.0.1:{server.server_port}/", flush=True)
            server.serve_forever()


if __name__ == "__main__":
    main()
