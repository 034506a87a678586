"""What lies between two photos."""

import re
import struct

from conftest import shows
from playwright.sync_api import expect


def choose(page, side, path):
    page.get_by_role("region", name=side).locator("input[type=file]").set_input_files(str(path))


def large(page):
    return page.get_by_role("region", name="Between the two").get_by_role("img")


def test_two_uploads_and_the_way_between(visit, photos):
    page = visit.open("#/between")
    expect(page.locator(".hint")).to_contain_text("Choose two photos")
    choose(page, "First photo", photos[0])
    choose(page, "Second photo", photos[1])
    expect(page.locator(".strip > li")).to_have_count(9)
    shows(large(page))
    for image in page.locator(".strip img").all():
        shows(image)
    # Under each step is the nearest real photo, and it leads to a search.
    expect(page.locator(".strip a.nearest")).to_have_count(9)
    page.locator(".strip a.nearest").first.click()
    expect(page).to_have_url(re.compile(r"#/search\?image=\d+$"))


def test_the_slider_goes_through_the_steps(visit):
    page = visit.open("#/between?a=3&b=9")
    slider = page.get_by_role("slider")
    expect(slider).to_have_value("4")
    middle = large(page).get_attribute("src")
    slider.press("ArrowRight")
    expect(slider).to_have_value("5")
    assert large(page).get_attribute("src") != middle
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "Step 9 of 9, 100 % of the way")
    page.get_by_role("button", name="Show step 1 of 9").click()
    expect(slider).to_have_value("0")


def test_it_plays_and_stops(visit):
    page = visit.open("#/between?a=3&b=9")
    slider = page.get_by_role("slider")
    page.get_by_role("button", name="Play").click()
    expect(slider).not_to_have_value("4")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_steps_and_way_are_in_the_link(visit):
    page = visit.open("#/between?a=3&b=9")
    expect(page.locator(".strip > li")).to_have_count(9)
    page.get_by_label("Steps").select_option("5")
    expect(page.locator(".strip > li")).to_have_count(5)
    page.get_by_label("Way").select_option("slerp")
    expect(page).to_have_url(re.compile(r"a=3&b=9&steps=5&mode=slerp$"))
    first = page.locator(".strip img").first.get_attribute("src")
    page.get_by_role("button", name="Swap").click()
    expect(page).to_have_url(re.compile(r"a=9&b=3"))
    expect(page.locator(".strip > li:last-child img").first).to_have_attribute("src", first)


def test_the_strip_is_downloaded(visit):
    page = visit.open("#/between?a=3&b=9")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download strip").click()
    data = open(download.value.path(), "rb").read()
    assert download.value.suggested_filename == "between.png" and data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width > 9 * height


def test_the_animation_is_downloaded(visit):
    page = visit.open("#/between?a=3&b=9")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download animation").click()
    data = open(download.value.path(), "rb").read()
    assert download.value.suggested_filename == "between.webp"
    assert data[:4] == b"RIFF" and data[8:12] == b"WEBP" and b"ANIM" in data
    assert data.count(b"ANMF") == 16  # nine there, and seven back


def test_any_photo_fills_a_side(visit):
    page = visit.open("#/between")
    page.get_by_role("region", name="First photo").get_by_role("button", name="Surprise me").click()
    expect(page).to_have_url(re.compile(r"a=\d+$"))
    page.get_by_role("region", name="Second photo").get_by_role("button", name="Surprise me").click()
    expect(page.locator(".strip > li")).to_have_count(9)
