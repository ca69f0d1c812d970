"""What the browser tests need: a running Lotse, a Chromium that keeps quiet, and a page that fails on any complaint."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.installation import Copies, Installation
from tests.postgresql import Server

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory, postgresql: Server | None) -> Copies:
    return Copies(tmp_path_factory.mktemp("installations"), postgresql)


@pytest.fixture(scope="session")
def shown(copies: Copies) -> Iterator[Installation]:
    """A server for tests that only look."""
    with copies.make().serve() as installation:
        yield installation


@pytest.fixture
def lotse(copies: Copies) -> Iterator[Installation]:
    """A server of the test's own, for tests that change something."""
    with copies.make().serve() as installation:
        yield installation


@pytest.fixture(scope="session")
def copies_of_county(tmp_path_factory: pytest.TempPathFactory, postgresql: Server | None) -> Copies:
    """The small county, whose concept has the steps of case management."""
    return Copies(tmp_path_factory.mktemp("county"), postgresql, "county")


@pytest.fixture(scope="session")
def shown_county(copies_of_county: Copies) -> Iterator[Installation]:
    """Its server for tests that only look."""
    with copies_of_county.make().serve() as installation:
        yield installation


@pytest.fixture
def county(copies_of_county: Copies) -> Iterator[Installation]:
    """Its server for a test that changes something."""
    with copies_of_county.make().serve() as installation:
        yield installation


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a test that provokes an error page looks at it and clears it."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page that fails the test when the browser complains: script errors, refused resources, breaches of the CSP."""
    page = context.new_page()

    def on_console(message: ConsoleMessage) -> None:
        given_back = "status of 422" in message.text or "status of 409" in message.text  # a form to be completed
        if message.type == "error" and not given_back:
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
