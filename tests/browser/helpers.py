"""What several browser tests do: log in, and look at a page as axe and a narrow screen do."""

import functools
from collections.abc import Callable
from typing import Concatenate, Literal, ParamSpec

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

P = ParamSpec("P")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (1280, 390)


def login(page: Page, url: str, person: str) -> None:
    """One click on the name in the demo's list of staff."""
    page.goto(url)
    page.get_by_role("button", name=person, exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)


def on_the_page_that_comes(look: Callable[Concatenate[Page, P], None]) -> Callable[Concatenate[Page, P], None]:
    """A click does not wait: if the page is left while it is looked at, the one that follows is meant."""

    @functools.wraps(look)
    def looked(page: Page, /, *args: P.args, **more: P.kwargs) -> None:
        try:
            look(page, *args, **more)
        except Error:  # of the browser; a finding is an AssertionError
            page.wait_for_load_state()
            look(page, *args, **more)

    return looked


def assert_accessible(page: Page) -> None:
    """No finding of axe, in light and in dark."""
    for scheme in SCHEMES:
        assert_clean(page, scheme)


@on_the_page_that_comes
def assert_clean(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("scheme => { document.documentElement.dataset.kernTheme = scheme }", scheme)
    findings = [
        f"{scheme}: {violation['id']}: {node['html'][:150]}\n    {node['failureSummary']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    assert not findings, f"{page.url}\n" + "\n".join(findings)


@on_the_page_that_comes
def assert_fits(page: Page) -> None:
    """Nothing to scroll sideways, on a desk's screen and on a telephone's."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} px wide on a screen of {width} px"


def assert_finished(page: Page) -> None:
    """Looks as it must at both widths, and in both themes, which differ in colours alone."""
    assert_fits(page)  # it ends narrow
    assert_clean(page, "light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert_accessible(page)
