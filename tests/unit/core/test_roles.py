"""What a picture is for."""

import pytest

from imagesearch.core.roles import ROLE_RULES, Role, Verdict, role_decide

CONTENT = (Role.CONTENT, "nothing_else")
LOGO = (Role.LOGO, "named_logo")
ALT = (Role.DECORATION, "empty_alt")
PIXEL = (Role.TRACKING, "pixel_size")


@pytest.mark.parametrize(
    ("seen", "size", "share", "expected"),
    [
        ({CONTENT: 1}, (0, 0), 0.0, CONTENT),
        ({CONTENT: 1}, (800, 600), 0.1, CONTENT),
        ({}, (800, 600), 0.0, CONTENT),
        ({CONTENT: 1}, (40, 40), 0.0, (Role.ICON, "small")),
        ({CONTENT: 9}, (300, 200), 0.9, (Role.DECORATION, "on_most_pages")),
        ({LOGO: 9, CONTENT: 1}, (300, 200), 0.9, LOGO),
        ({LOGO: 1, CONTENT: 1}, (300, 200), 0.0, CONTENT),
        ({ALT: 1}, (0, 0), 0.0, ALT),
        ({ALT: 1}, (120, 80), 0.0, ALT),
        ({ALT: 1}, (1200, 800), 0.0, (Role.CONTENT, "large")),
        ({ALT: 9}, (1200, 800), 0.9, ALT),
        ({PIXEL: 3}, (0, 0), 0.0, PIXEL),
        ({PIXEL: 3}, (1, 1), 0.0, PIXEL),
        ({PIXEL: 3}, (640, 480), 0.0, CONTENT),
        ({PIXEL: 3, LOGO: 1}, (640, 480), 0.0, LOGO),
        ({CONTENT: 1}, (2, 2), 0.0, PIXEL),
    ],
)
def test_role_is_decided(seen: dict[Verdict, int], size: tuple[int, int], share: float, expected: Verdict) -> None:
    verdict = role_decide(seen, width_px=size[0], height_px=size[1], share=share)
    assert verdict == expected
    assert verdict[1] in ROLE_RULES
