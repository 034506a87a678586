"""The page as a whole: whom it keeps out, how heavy it is, what it looks like."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ADDRESS, PICTURES, SCHEMES, SIZES, found, upload
from playwright.sync_api import expect


def search(page, photos):
    upload(page, photos[0])
    found(page)


def details(page, photos):
    page.locator(".hits").get_by_role("button", name=re.compile("^Details")).nth(1).click()
    expect(page.get_by_role("dialog")).to_contain_text("Metadata")


def marks(page, photos):
    ids = found(page)
    page.get_by_role("button", name=f"More like photo {ids[1]}", exact=True).click()
    page.get_by_role("button", name=f"Less like photo {ids[2]}", exact=True).click()


def broken(page, photos):
    page.get_by_label("A photo to search with").locator("input[type=file]").set_input_files(
        {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"Dear reader"})
    expect(page.get_by_role("alert")).to_be_visible()


def report(page, photos):
    page.get_by_role("button", name=re.compile("^Report of")).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("What was done to it")


def activation(page, photos):
    page.get_by_role("button", name=re.compile("^Activate")).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Requests that have begun")


def failures(page, photos):
    page.get_by_role("button", name=re.compile("^Failures of")).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("file")


# Every view: its name, its address, what is to be seen before it is looked at, and what is done first.
VIEWS = [
    ("begin", "#/search", ".hits > li", None),
    ("search", "#/search", ".hits > li", search),
    ("marks", "#/search?image=5", ".hits > li", marks),
    ("details", "#/search?image=5", ".hits > li", details),
    ("refused", "#/search", ".hits > li", broken),
    ("empty", "#/search", ".panel", None),
    ("choose", "#/between", ".hint", None),
    ("between", "#/between?a=3&b=9", ".strip > li", None),
    ("faces", "#/explore", ".hits > li", None),
    ("map", "#/explore?show=map", ".point", None),
    ("admin", "#/admin", ".jobs .card", None),
    ("report", "#/admin", ".jobs .card", report),
    ("activation", "#/admin", ".jobs .card", activation),
    ("failures", "#/admin", ".jobs .card", failures),
]
LOOKS = [(size, scheme) for size in SIZES for scheme in SCHEMES]


@pytest.mark.parametrize("name,address,awaited,act", VIEWS, ids=[view[0] for view in VIEWS])
def test_nobody_is_kept_out_and_it_looks_right(new_page, empty, photos, name, address, awaited, act):
    """axe finds nothing, nothing sticks out sideways, and there is a screenshot to look at: light and dark, small and large."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, scheme in LOOKS:
        page = new_page(size, scheme).open(address, query=f"?collection={empty}" if name == "empty" else "")
        expect(page.locator(awaited).first).to_be_visible()
        if act:
            act(page, photos)
        # All pictures, so that the screenshot has them.
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.wait_for_function("() => [...document.images].every((image) => image.complete)")
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        found_wrong = [f"{wrong['id']} ({wrong['impact']}): {wrong['nodes'][0]['html']} {wrong['nodes'][0]['failureSummary']}" for wrong in results.response["violations"]]
        assert not found_wrong, (name, size, scheme, found_wrong)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than a {size}"
        page.screenshot(path=PICTURES / f"{name}-{size}-{scheme}.png", full_page=name not in ("details", "report", "activation", "failures"))


def test_it_is_light(visit):
    """Everything before pictures is below 150 kB; nothing comes from elsewhere (new_page sees to that)."""
    page = visit.open()
    expect(page.locator(".hits > li")).to_have_count(12)
    entries = page.evaluate("""() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map(({ name, transferSize, initiatorType }) => ({ name, transferSize, initiatorType }))""")
    parts = [entry for entry in entries if entry["initiatorType"] != "img" and "/v1/" not in entry["name"]]
    assert len(parts) > 10
    assert sum(entry["transferSize"] for entry in parts) < 150_000
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    print(f"first contentful paint after {paint:.0f} ms; {sum(entry['transferSize'] for entry in parts)} bytes before pictures")


def test_thumbnails_wait_until_they_are_needed(new_page):
    visit = new_page("phone")
    page = visit.open("#/search?image=5")
    assert len(found(page)) == 24
    for _ in range(4):
        page.get_by_role("button", name="Load more").click()
        page.wait_for_timeout(300)
    shown = page.locator(".hits > li").count()
    page.evaluate("scrollTo(0, 0)")
    assert shown >= 72
    assert all(image.get_attribute("loading") == "lazy" for image in page.locator(".hits img").all())


def test_the_page_says_where_photos_go(visit):
    page = visit.open()
    expect(page.get_by_role("contentinfo")).to_contain_text("go to this server and nowhere else")


def test_it_may_load_nothing_from_elsewhere(visit):
    page = visit.open()
    policy = page.request.get(ADDRESS + "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
