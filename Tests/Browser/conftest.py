"""What tests of the page share: the server that runs, the command line beside it, a browser, photos, screenshots.

Started by the test `The page in a browser`, which sets:
    SEMBLANCE_PAGE        the address of a server with a corpus of drawn faces
    SEMBLANCE_PROGRAM     the program, in whose home (SEMBLANCE_HOME, DATABASE_URL) the server runs
    SEMBLANCE_PHOTOS      a folder of photos that the corpus does not hold
    SEMBLANCE_PICTURES    the folder for screenshots
CHROMIUM names another browser than the one that is found.
"""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from playwright.sync_api import expect, sync_playwright

ADDRESS = os.environ["SEMBLANCE_PAGE"]
PICTURES = pathlib.Path(os.environ["SEMBLANCE_PICTURES"])
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
SCHEMES = ["light", "dark"]

# Machines that test are busy: what is waited for comes, but not at once.
expect.set_options(timeout=30_000)


class Page:
    """A page of the server, and what went wrong in it."""

    def __init__(self, context):
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.wrong = []
        self.requests = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self.listen)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def listen(self, message):
        # The browser names every reply that is an error; whether it should have been one is asked elsewhere.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(message.text)

    def open(self, hash_="", query=""):
        """Opens the page anew at a view, and waits until the server has said what it is."""
        self.page.goto("about:blank")
        with self.page.expect_response(lambda response: "/v1/overview" in response.url):
            self.page.goto(f"{ADDRESS}/{query}{hash_}")
        return self.page


@pytest.fixture(scope="session")
def browser():
    assert CHROMIUM, "chromium is missing: run make setup"
    with sync_playwright() as playwright:
        # The sandbox does not work for root, and nothing but our own page is opened.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser):
    """Makes pages; at the end nothing may have gone wrong in any of them, and none may have asked another server."""
    contexts, pages = [], []

    def make(size="desk", scheme="light", **options):
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, accept_downloads=True, has_touch=size == "phone",
                                      reduced_motion="reduce", **options)
        contexts.append(context)
        pages.append(Page(context))
        return pages[-1]

    yield make
    wrong = [text for page in pages for text in page.wrong]
    strangers = [url for page in pages for url in page.requests if not url.startswith((ADDRESS, "data:", "blob:", "about:"))]
    for context in contexts:
        context.close()
    assert not wrong
    assert not strangers


@pytest.fixture
def visit(new_page):
    return new_page()


@pytest.fixture(scope="session")
def photos():
    """Photos that the corpus does not hold."""
    return sorted(pathlib.Path(os.environ["SEMBLANCE_PHOTOS"]).iterdir())


@pytest.fixture(scope="session")
def semblance():
    """Runs a command, and gives back its JSON document."""

    def run(*arguments):
        finished = subprocess.run([os.environ["SEMBLANCE_PROGRAM"], *map(str, arguments), "--json"], capture_output=True, text=True, check=False)
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout)

    return run


@pytest.fixture(scope="session")
def empty(semblance):
    """A collection without photos and without a model."""
    if not any(collection["name"] == "empty" for collection in semblance("collections", "list")):
        semblance("collections", "create", "empty")
    return "empty"


def upload(page, path):
    """Chooses a photo, as the file dialog would."""
    page.get_by_label("A photo to search with").locator("input[type=file]").set_input_files(str(path))


def hits(page):
    """The ids of the hits that are shown, in order."""
    return [int(item.get_attribute("data-id")) for item in page.locator(".hits > li[data-id]").all()]


def found(page):
    """Waits until a search has ended."""
    expect(page.get_by_role("heading", name="Most alike")).to_be_visible()
    return hits(page)


def shows(image):
    """Waits until an image is one: not an empty frame."""
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    image.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
