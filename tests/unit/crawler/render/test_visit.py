"""Which pages are waited for."""

import pytest

from crawler.render.visit import has_scripts


@pytest.mark.parametrize(
    "html",
    [
        '<SCRIPT src="/a.js"></SCRIPT>',
        '<body onload="draw()">',
        "<img src=x onerror\n=draw()>",
        '<svg/onload="draw()">',
        '<a href="javascript:draw()">a</a>',
        "<iframe srcdoc='&lt;img&gt;'></iframe>",
    ],
)
def test_page_that_something_may_change_is_waited_for(html: str):
    assert has_scripts(html.encode())


@pytest.mark.parametrize("html", ["<p>Once upon a time</p>", '<a class="button" href="/on?a=1">on</a>'])
def test_page_that_nothing_can_change_is_taken_when_loaded(html: str):
    assert not has_scripts(html.encode())
