"""Searching: with an upload, with a photo of the corpus, with examples."""

import re

import pytest
from conftest import ADDRESS, found, hits, shows, upload
from playwright.sync_api import expect


def query(page):
    return page.get_by_role("region", name="The query")


def test_an_upload_is_shown_beside_what_the_model_sees(visit, photos):
    page = visit.open()
    upload(page, photos[0])
    assert len(found(page)) == 24
    shows(query(page).get_by_alt_text(photos[0].name))
    shows(query(page).get_by_alt_text("What the model sees in it"))
    expect(query(page).get_by_role("meter", name="Familiarity")).to_be_visible()
    similarities = [float(text) for text in page.locator(".similarity").all_text_contents()]
    assert similarities == sorted(similarities, reverse=True)
    shows(page.locator(".hits img").first)


def test_the_link_of_an_upload_finds_the_same_elsewhere(visit, new_page, photos):
    page = visit.open()
    upload(page, photos[0])
    first = found(page)
    expect(page).to_have_url(re.compile(r"#/search\?latent=[\w-]+$"))
    other = new_page().open(page.url.removeprefix(ADDRESS + "/"))
    assert found(other) == first
    expect(query(other)).to_contain_text("not the photo itself")
    shows(query(other).get_by_alt_text("What the model sees in it"))


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_photo_is_taken_however_it_comes(visit, photos, way):
    page = visit.open()
    expect(page.get_by_role("button", name="Surprise me")).to_be_visible()
    page.evaluate(
        """([bytes, way]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], 'given.png', { type: 'image/png' }));
            const event = way === 'drop' ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
                : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
            document.querySelector('.drop').dispatchEvent(event);
        }""", [list(photos[1].read_bytes()), way])
    found(page)
    expect(query(page)).to_contain_text("given.png")


def test_surprise_me_searches_from_any_photo(visit):
    page = visit.open()
    page.get_by_role("button", name="Surprise me").click()
    expect(page).to_have_url(re.compile(r"#/search\?image=\d+$"))
    image = int(page.url.rsplit("=", 1)[1])
    assert found(page)[0] == image


def test_suggestions_lead_to_searches(visit):
    page = visit.open()
    expect(page.locator(".hits > li")).to_have_count(12)
    page.locator(".hits > li a").first.click()
    found(page)


def test_a_click_on_a_hit_searches_from_it(visit):
    page = visit.open("#/search?image=5")
    second = found(page)[1]
    page.get_by_role("link", name=f"Search from photo {second},").click()
    expect(page).to_have_url(re.compile(f"image={second}$"))
    expect(query(page)).to_contain_text(f"Photo {second}")
    page.wait_for_function(f"() => document.querySelector('.hits li')?.dataset.id === '{second}'")
    page.go_back()
    expect(query(page)).to_contain_text("Photo 5")


def test_the_metric_is_switched_without_sending_the_photo_again(visit, photos):
    page = visit.open()
    upload(page, photos[2])
    found(page)
    with page.expect_request(lambda request: request.url.endswith("/v1/search")) as asked:
        page.get_by_label("Distance").select_option("euclidean")
    assert asked.value.post_data_json["metric"] == "euclidean"
    found(page)
    expect(page.locator(".results")).to_contain_text("by the distance of latents")
    expect(query(page)).to_contain_text(photos[2].name)
    expect(query(page).get_by_role("meter", name="Familiarity")).to_be_visible()


def test_examples_change_what_is_found(visit):
    page = visit.open("#/search?image=5")
    first = found(page)
    page.get_by_role("button", name=f"More like photo {first[1]}", exact=True).click()
    page.get_by_role("button", name=f"Less like photo {first[2]}", exact=True).click()
    marked = page.get_by_role("region", name="Marked photos")
    expect(marked).to_be_visible()
    expect(page.get_by_role("button", name=f"More like photo {first[1]}", exact=True)).to_have_attribute("aria-pressed", "true")
    marked.get_by_role("button", name="Search with these").click()
    expect(page).to_have_url(re.compile(rf"like=5%2C{first[1]}&unlike={first[2]}$"))
    expect(query(page)).to_contain_text("Less like")
    then = found(page)
    assert not {5, first[1], first[2]} & set(then)


def test_examples_are_searched_for_together_with_an_upload(visit, photos):
    page = visit.open()
    upload(page, photos[0])
    first = found(page)
    page.get_by_role("button", name=f"More like photo {first[3]}", exact=True).click()
    page.get_by_role("button", name="Search with these").click()
    expect(page).to_have_url(re.compile(rf"latent=[\w-]+&like={first[3]}$"))
    expect(query(page)).to_contain_text("More like")
    then = found(page)
    assert first[3] not in then and then != first


def test_more_is_loaded_without_repeating(visit):
    page = visit.open("#/search?image=5")
    assert len(found(page)) == 24
    page.get_by_role("button", name="Load more").click()
    expect(page.locator(".hits > li")).to_have_count(48)
    assert len(set(hits(page))) == 48
    expect(page.locator(".results")).to_contain_text("48 photos")


def test_the_details_of_a_hit(visit):
    page = visit.open("#/search?image=5")
    hit = found(page)[1]
    page.get_by_role("button", name=f"Details of photo {hit}", exact=True).click()
    dialog = page.get_by_role("dialog")
    shows(dialog.get_by_alt_text(f"Photo {hit}", exact=True))
    shows(dialog.get_by_alt_text(f"What the model sees in photo {hit}"))
    expect(dialog).to_contain_text("Metadata")
    expect(dialog).to_contain_text("64 × 64 px")
    expect(dialog).to_contain_text("Similarity")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name=f"Details of photo {hit}", exact=True)).to_be_focused()
    page.get_by_role("button", name=f"Details of photo {hit}", exact=True).click()
    expect(dialog).to_be_visible()
    page.mouse.click(5, 5)
    expect(dialog).to_have_count(0)


def test_a_filter_keeps_to_metadata(visit):
    page = visit.open("#/search?image=5")
    found(page)
    box = page.get_by_label("Only photos whose metadata say")
    box.fill("nothing = such")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    box.fill("this is (no filter")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_keyboard_alone_is_enough(visit):
    page = visit.open("#/search?image=5")
    first = found(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if (page.evaluate("document.activeElement.getAttribute('aria-label')") or "").startswith(f"Search from photo {first[1]},"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"image={first[1]}$"))
