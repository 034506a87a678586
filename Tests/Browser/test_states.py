"""What the page says where there is nothing to show, or something went wrong."""

import json
import re

import pytest
from conftest import found, upload
from playwright.sync_api import expect


@pytest.mark.parametrize("view", ["search", "between", "explore"])
def test_an_empty_collection_says_what_to_do(visit, empty, view):
    page = visit.open(f"#/{view}", query=f"?collection={empty}")
    expect(page.get_by_role("heading", name="The corpus is empty")).to_be_visible()
    expect(page.locator("main")).to_contain_text("semblance index --corpus photos")


def test_without_a_model(visit):
    def without(route):
        overview = route.fetch().json()
        del overview["model"]
        route.fulfill(json=overview)

    visit.page.route("**/v1/overview*", without)
    page = visit.open()
    expect(page.get_by_role("heading", name="No model serves yet")).to_be_visible()


def refused(page, heading):
    expect(page.get_by_role("alert").get_by_role("heading", name=heading)).to_be_visible()


def test_a_damaged_photo(visit, photos, tmp_path):
    file = tmp_path / "damaged.png"
    file.write_bytes(photos[0].read_bytes()[:300])
    page = visit.open()
    upload(page, file)
    refused(page, "This photo is damaged")


def test_what_is_no_photo(visit, tmp_path):
    file = tmp_path / "letter.jpg"
    file.write_text("Dear reader")
    page = visit.open()
    upload(page, file)
    refused(page, "This is no photo that can be read")


def test_a_file_that_is_too_large_is_not_sent(visit, tmp_path):
    file = tmp_path / "huge.jpg"
    with file.open("wb") as out:
        out.truncate(17 << 20)
    page = visit.open()
    upload(page, file)
    refused(page, "This file is too large")
    assert not [url for url in visit.requests if "/v1/search" in url]


def test_a_photo_that_is_too_small(visit, tmp_path, photos):
    file = tmp_path / "dot.png"
    # One grey pixel.
    file.write_bytes(bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010800000000"
                                   "3a7e9b550000000a49444154789c6368000000820081775c7e1a0000000049454e44ae426082"))
    page = visit.open()
    upload(page, file)
    expect(page.get_by_role("alert")).to_be_visible()


def search_told(visit, photos, **members):
    """Searches with an upload, of which the reply says something else than it would."""

    def change(route):
        reply = route.fetch().json()
        reply["query"] |= members
        route.fulfill(json=reply)

    visit.page.route("**/v1/search*", change)
    page = visit.open()
    upload(page, photos[0])
    found(page)
    return page.get_by_role("region", name="The query")


def test_a_photo_unlike_anything(visit, photos):
    expect(search_told(visit, photos, familiarity=0.004)).to_contain_text("Unlike anything here")


def test_a_photo_of_several_people(visit, photos):
    expect(search_told(visit, photos, faces=3)).to_contain_text("3 faces were found in this photo")


def test_a_busy_server_is_asked_again(visit):
    tries = []

    def busy(route):
        tries.append(route.request.url)
        if len(tries) > 1:
            return route.fallback()
        problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "The server has as much work as it takes on; try again.",
                   "code": "overloaded", "request_id": "1"}
        return route.fulfill(status=503, headers={"Retry-After": "1", "Content-Type": "application/problem+json"}, body=json.dumps(problem))

    visit.page.route("**/v1/search", busy)
    page = visit.open("#/search?image=5")
    expect(page.locator("#connection")).to_contain_text("The server is busy")
    assert len(found(page)) == 24
    expect(page.locator("#connection")).to_be_hidden()


def test_a_server_that_stays_busy_is_left_to_the_reader(visit):
    problem = {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "Too many requests; slow down.", "code": "rate_limited", "request_id": "1"}
    visit.page.route("**/v1/search", lambda route: route.fulfill(
        status=429, headers={"Retry-After": "1", "Content-Type": "application/problem+json"}, body=json.dumps(problem)))
    page = visit.open("#/search?image=5")
    refused(page, "Too many requests")
    visit.page.unroute("**/v1/search")
    page.get_by_role("button", name="Try again").click()
    assert len(found(page)) == 24


def test_a_lost_connection_is_found_again(visit):
    page = visit.open("#/search?image=5")
    first = found(page)
    page.context.set_offline(True)
    page.get_by_role("link", name=f"Search from photo {first[1]},").click()
    expect(page.locator("#connection")).to_contain_text("connection to the server is lost")
    refused(page, "The server cannot be reached")
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    page.wait_for_function(f"() => document.querySelector('.hits li')?.dataset.id === '{first[1]}'")


def test_what_is_gone(visit):
    page = visit.open("#/search?image=999999")
    refused(page, "That is not here any more")


@pytest.fixture
def keys(semblance):
    """Keys by scope; without them the server is open again."""
    made = {scope: semblance("keys", "create", f"page-{scope}", "--scope", scope) for scope in ("read", "admin")}
    yield made
    for made_key in made.values():
        semblance("keys", "revoke", made_key["id"])


def enter(page, secret):
    page.locator("#access").click()
    page.get_by_role("dialog").get_by_label("Key", exact=True).fill(secret)
    page.get_by_role("dialog").get_by_role("button", name="Use it").click()


def test_keys(visit, keys):
    # The server follows the database, within moments.
    for _ in range(60):
        page = visit.open("#/search?image=5")
        if page.get_by_role("heading", name="A key is needed").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="A key is needed")).to_be_visible()
    enter(page, "no such key")
    expect(page.locator("#access")).to_have_text("This key is not known")
    enter(page, keys["read"]["secret"])
    expect(page.locator("#access")).to_have_text("Key: page-read")
    assert len(found(page)) == 24
    # Thumbnails want the key as well, and an image cannot send it by itself.
    page.wait_for_function("() => [...document.querySelectorAll('.hits img')].some((image) => image.src.startsWith('blob:') && image.naturalWidth > 0)")
    page.get_by_role("link", name="Admin").click()
    expect(page.get_by_role("heading", name="This wants a key of scope admin")).to_be_visible()
    enter(page, keys["admin"]["secret"])
    expect(page.get_by_role("region", name="Model versions")).to_contain_text("serves")
    page.locator("#access").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_role("heading", name="A key is needed")).to_be_visible()
