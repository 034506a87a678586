"""Random faces, and the map of the corpus."""

import json
import random
import re

from conftest import found, shows
from playwright.sync_api import expect


def faces(page):
    expect(page.locator(".hits > li")).to_have_count(24)
    return [image.get_attribute("src") for image in page.locator(".hits img").all()]


def test_a_seed_has_its_faces(visit, new_page):
    page = visit.open("#/explore?seed=7")
    first = faces(page)
    assert faces(new_page().open("#/explore?seed=7")) == first
    page.get_by_role("button", name="Other faces").click()
    page.wait_for_function("first => document.querySelector('.hits img') && document.querySelector('.hits img').src !== first", arg=first[0])
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    page.wait_for_function("first => document.querySelector('.hits img')?.src === first", arg=first[0])


def test_truncation_changes_the_faces(visit):
    page = visit.open("#/explore?seed=7")
    first = faces(page)
    page.get_by_role("slider").press("Home")
    expect(page).to_have_url(re.compile("truncation=0.1$"))
    page.wait_for_function("first => document.querySelector('.hits img') && document.querySelector('.hits img').src !== first", arg=first[0])


def test_a_face_is_searched_from(visit):
    page = visit.open("#/explore")
    faces(page)
    page.get_by_role("button", name="Search from drawn face 3", exact=True).click()
    found(page)
    shows(page.get_by_role("region", name="The query").get_by_alt_text("A face that the model drew"))


def map_of(page):
    frame = page.get_by_role("group", name="Map of the corpus")
    expect(frame).to_be_visible()
    return frame


def test_the_map_shows_the_corpus(visit):
    page = visit.open("#/explore?show=map")
    frame = map_of(page)
    shows(frame.locator("img").first)
    whole = page.locator("output").text_content()
    assert int(whole.split(" ")[0]) >= 200
    # Nearer, fewer photos are in view; the whole shows all of them again.
    for _ in range(6):
        page.get_by_role("button", name="Nearer").click()
    expect(page.locator("output")).not_to_contain_text(whole.split(",")[0])
    page.get_by_role("button", name="The whole").click()
    expect(page.locator("output")).to_contain_text(whole.split(",")[0])


def test_the_map_by_wheel_and_drag(visit):
    page = visit.open("#/explore?show=map")
    box = map_of(page).bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    first = page.locator(".point").first.get_attribute("style")
    page.mouse.move(*middle)
    page.mouse.wheel(0, -600)
    page.wait_for_function("first => document.querySelector('.point')?.getAttribute('style') !== first", arg=first)
    style = page.locator(".point").first.get_attribute("style")
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] + 30, steps=4)
    page.mouse.up()
    page.wait_for_function("style => document.querySelector('.point')?.getAttribute('style') !== style", arg=style)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_photo_of_the_map_opens(visit):
    page = visit.open("#/explore?show=map")
    frame = map_of(page)
    shows(frame.locator("img").first)
    label = frame.locator(".point").last.get_attribute("aria-label")
    frame.locator(".point").last.click()
    expect(page.get_by_role("dialog")).to_contain_text(label)


def test_the_map_by_keyboard(visit):
    page = visit.open("#/explore?show=map")
    frame = map_of(page)
    shows(frame.locator("img").first)
    frame.focus()
    before = page.locator("output").text_content()
    for _ in range(6):
        page.keyboard.press("+")
    expect(page.locator("output")).not_to_have_text(before)
    page.keyboard.press("0")
    expect(page.locator("output")).to_have_text(before)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first.startswith("Photo ")
    for direction in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(direction)
    assert page.evaluate("document.activeElement.className") == "point"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_large_map_keeps_the_page_small(visit):
    """25,000 photos: all of them are dots, and only as many are elements as there is room for."""
    count = 25_000
    draw = random.Random(1)
    place = lambda: max(0, min(65_535, int(draw.gauss(32_768, 9_000))))
    layout = {"model": {"id": 1, "name": "faces", "version": 1}, "total": count, "explained": [0.1, 0.05],
              "images": [1 + index % 200 for index in range(count)], "x": [place() for _ in range(count)], "y": [place() for _ in range(count)]}
    visit.page.route("**/v1/map*", lambda route: route.fulfill(body=json.dumps(layout), content_type="application/json"))
    page = visit.open("#/explore?show=map")
    map_of(page)
    expect(page.locator("output")).to_contain_text("25,000 photos in view")
    for _ in range(5):
        page.get_by_role("button", name="Nearer").click()
        assert 0 < page.locator(".point").count() < 600
    dots = page.evaluate("""() => {
        const canvas = document.querySelector('canvas');
        return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((value, index) => index % 4 === 3 && value).length;
    }""")
    assert dots > 1_000
