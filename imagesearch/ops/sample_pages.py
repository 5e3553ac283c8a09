"""The HTML of the sample site: pictures by every route that a page has for them."""

from html import escape
from typing import Final

from imagesearch.ops.sample_plan import SitePage, SitePicture, site_pages

SITE_NAME: Final = "The Paintbox Almanac"
COPY_PAGE: Final = "favourites"
BROKEN: Final = ("pictures/torn-page.jpg", "pictures/gone.png")
"""A file that is cut off in the middle, and one that is not there."""
LYING_FILE: Final = "pictures/postcard.png"
"""A JPEG that calls itself a PNG."""
PRIVATE_PAGE: Final = "private/sketches.html"
"""robots.txt asks to stay away from it."""
PLACEHOLDER: Final = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="

STYLE: Final = """
:root { color-scheme: light dark; --ink: #26303a; --paper: #fbf8f1; --card: #fff; --accent: #b4472b; --faint: #8a8f94 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e4da; --paper: #1b1e22; --card: #262a30; --accent: #f0997a } }
* { box-sizing: border-box }
body { margin: 0; font: 17px/1.55 Georgia, 'Times New Roman', serif; color: var(--ink); background: var(--paper) }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem }
header { display: flex; align-items: center; gap: .75rem; border-bottom: 3px double var(--accent) }
header a { color: inherit; text-decoration: none; font-size: 1.35rem; font-weight: bold }
nav { max-width: 68rem; margin: 0 auto; padding: .6rem 1.25rem; font-size: .95rem; line-height: 2 }
main a { color: var(--accent) }
nav a { color: var(--accent); margin-right: 1rem; white-space: nowrap }
h1 { font-size: 2.1rem; line-height: 1.15; margin: 1rem 0 .25rem }
.intro { color: var(--faint); font-style: italic; margin-top: 0 }
.wall { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }
figure { margin: 0; background: var(--card); border-radius: 10px; overflow: hidden; box-shadow: 0 1px 4px #0003 }
figure img, video { display: block; width: 100%; height: auto; aspect-ratio: 4 / 3; object-fit: cover }
figcaption { padding: .5rem .8rem; font-size: .92rem }
footer { color: var(--faint); font-size: .85rem; margin-top: 2rem }
"""
SCRIPT: Final = "document.querySelectorAll('img[data-src]').forEach(function (image) { image.src = image.dataset.src })"


def page_html(page: SitePage) -> str:
    """One page of the almanac."""
    wall = "\n".join(_figure(picture) for picture in page.pictures)
    last = page.pictures[-1]
    more = f'<p>The large one of the last picture: <a href="/{last.file}">see it alone</a>.</p>'
    return _html(page.title, page.intro, f'<div class="wall">\n{wall}\n</div>\n{more}', cover=page.pictures[0].file)


def front_html() -> str:
    """The front page: a picture of each page."""
    cards = "\n".join(
        f'<figure><a href="/{page.slug}.html"><img src="/{page.pictures[0].file}" alt=""></a>'
        f'<figcaption><a href="/{page.slug}.html">{page.title}</a><br>{page.intro}</figcaption></figure>'
        for page in site_pages()
    )
    more = f'<p>See also our <a href="/{COPY_PAGE}.html">favourites</a>, the <a href="/film.html">film</a> and our '
    more += f'<a href="/{PRIVATE_PAGE}">unfinished sketches</a>.</p>'
    return _html("A year in small pictures", "Painted by hand, one a day.", f'<div class="wall">{cards}</div>{more}')


def favourites_html(copies: list[tuple[str, str]]) -> str:
    """Pictures seen elsewhere under other addresses, and those that went wrong."""
    shown = [f'<figure><img src="/{copy}" alt="{escape(words)}"></figure>' for copy, words in copies]
    shown += [f'<figure><img src="/{file}" alt="A picture that was lost"></figure>' for file in BROKEN]
    shown.append(f'<figure><img src="/{LYING_FILE}" alt="" title="A postcard from the harbour"></figure>')
    return _html("Favourites", "The ones we keep coming back to.", f'<div class="wall">{"".join(shown)}</div>')


def film_html(poster: SitePicture) -> str:
    """A page whose only picture is the poster of a film."""
    film = f'<video controls preload="none" poster="/{poster.file}" width="640"></video>'
    return _html("The film", "Forty seconds of paint drying.", film, cover=poster.file)


def sketches_html(picture: SitePicture) -> str:
    """A page that no crawler should see."""
    return _html("Unfinished sketches", "Please come back later.", _figure(picture))


def _figure(picture: SitePicture) -> str:
    words = escape(picture.words)
    if picture.route == "figure" and words:  # the words stand beside the picture, not in it
        return f'<figure><img src="/{picture.file}"><figcaption>{words.capitalize()}.</figcaption></figure>'
    return f"<figure>{_image(picture, words)}</figure>"


def _image(picture: SitePicture, words: str) -> str:
    width, height = picture.size_px
    size = f'width="{width}" height="{height}"'
    alt = f'alt="{words}"' if words else 'alt=""'
    plain = f'<img src="/{picture.file}" {alt} {size}>'
    if picture.route == "srcset":
        candidates = f"/{picture.file} {width}w, /{picture.second_file} {width * 3 // 2}w"
        return f'<img src="/{picture.file}" srcset="{candidates}" sizes="14rem" {alt} {size}>'
    if picture.route == "picture":
        source = f'<source type="image/webp" srcset="/{picture.second_file}">'
        return f"<picture>{source}{plain}</picture>"
    if picture.route == "lazy":
        lazy = f'<img class="lazy" src="{PLACEHOLDER}" data-src="/{picture.file}" {alt} {size}>'
        return f"{lazy}<noscript>{plain}</noscript>"
    if picture.route == "noscript":
        return f'<img src="{PLACEHOLDER}" data-src="/{picture.file}" alt=""><noscript>{plain}</noscript>'
    return plain


def _html(title: str, intro: str, body: str, *, cover: str = "") -> str:
    links = "\n".join(f'<a href="/{page.slug}.html">{page.title}</a>' for page in site_pages())
    image = f'<meta property="og:image" content="/{cover}">' if cover else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {SITE_NAME}</title>
<meta name="description" content="{intro}">
{image}
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><img src="/icon.png" width="16" height="16" alt=""><a href="/">{SITE_NAME}</a></header>
<nav>{links}</nav>
<main>
<h1>{title}</h1>
<p class="intro">{intro}</p>
{body}
</main>
<footer>Every picture here was drawn by a program.</footer>
<script>{SCRIPT}</script>
</body>
</html>
"""
