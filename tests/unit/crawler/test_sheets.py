"""Style sheets of pages: their pictures, and no end of imports."""

from collections.abc import Callable

from scrapy import Request
from scrapy.http import Response

from crawler.refusals import Refused
from crawler.sheets import FAILURES_MAX, IMPORTS_DEEP_MAX, SHEETS_PER_PAGE_MAX, Sheets

URL = "http://site.test/s.css"


class Server:
    """Answers every sheet with a text made from its address."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        self.asked: list[str] = []
        self._text_of = text_of

    async def __call__(self, request: Request) -> Response:
        self.asked.append(request.url)
        return Response(request.url, body=self._text_of(request.url).encode())


async def test_sheet_gives_its_pictures_once():
    server = Server(lambda url: "a{background:url(/a.png)} b{background:url(/a.png)}")
    sheets = Sheets(server)
    assert [image.url for image in await sheets.images((URL, URL))] == ["http://site.test/a.png"]
    assert await sheets.images((URL,)) == []
    assert server.asked == [URL]


async def test_sheets_that_import_ever_more_have_an_end():
    server = Server(lambda url: "".join(f"@import '{url}{letter}';" for letter in "abcdefgh"))
    await Sheets(server).images((URL,))
    assert len(server.asked) == SHEETS_PER_PAGE_MAX
    chain = Server(lambda url: f"@import '{url}a';")
    await Sheets(chain).images((URL,))
    assert len(chain.asked) == IMPORTS_DEEP_MAX + 1


async def test_sheets_that_cannot_be_had_are_given_up():
    asked = []

    async def refused(request: Request) -> Response:
        asked.append(request.url)
        raise Refused("timeout")

    assert await Sheets(refused).images(tuple(f"http://site.test/{n}.css" for n in range(30))) == []
    assert len(asked) == FAILURES_MAX + 1
