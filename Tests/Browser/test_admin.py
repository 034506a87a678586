"""Models and jobs, as those who run the server see them."""

import re
import shutil

import pytest
from conftest import found
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def weights(semblance, tmp_path_factory):
    """The version that serves, as a file."""
    file = tmp_path_factory.mktemp("model") / "faces.safetensors"
    semblance("models", "export", next(model["id"] for model in semblance("models", "list") if model["active"]), file)
    return file


@pytest.fixture(scope="module")
def second(semblance, weights):
    """Another version of the model, which has encoded the corpus too."""
    model = semblance("models", "import", weights, "--name", "others", "--again")["model"]
    semblance("index", "--model", f"others@{model['version']}")
    return model


def card(page, name):
    return page.get_by_role("region", name="Model versions").locator("li.card", has=page.get_by_role("heading", name=name))


def test_a_model_and_its_report(visit, semblance, photos):
    serving = next(model for model in semblance("models", "list") if model["active"])
    name = f"{serving['name']}@{serving['version']}"
    semblance("evaluate", name, "--corpus", photos[0].parent, "--samples", "64", "--no-baselines")
    page = visit.open("#/admin")
    expect(card(page, name)).to_contain_text("serves")
    expect(card(page, name)).to_contain_text("o-gan, 32 px, 16 dimensions")
    page.get_by_role("button", name=f"Report of {name}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name=re.compile("Found again: mirrored"))).to_contain_text(re.compile(r"[01]\.\d{3}"))
    expect(dialog).to_contain_text("What was done to it")
    dialog.get_by_text("Configuration").click()
    expect(dialog.locator("pre")).to_contain_text("latentDimension")


def test_another_version_serves_and_is_rolled_back(visit, second):
    page = visit.open("#/admin")
    name = f"others@{second['version']}"
    page.get_by_role("button", name=f"Activate {name}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Searches are answered by {name} instead of")
    expect(dialog).to_contain_text(re.compile(r"(\d+) photos can be found \(now \1\)"))
    dialog.get_by_role("button", name="Leave it as it is").click()
    expect(card(page, name)).not_to_contain_text("serves")

    page.get_by_role("button", name=f"Activate {name}").click()
    page.get_by_role("dialog").get_by_label("Why").fill("to see it work")
    page.get_by_role("dialog").get_by_role("button", name="Activate").click()
    expect(card(page, name)).to_contain_text("serves")
    expect(page.get_by_role("contentinfo")).to_contain_text(name)
    page.get_by_role("button", name=f"Report of {name}").click()
    expect(page.get_by_role("dialog")).to_contain_text("to see it work")
    page.keyboard.press("Escape")

    page.get_by_role("button", name=re.compile("^Roll back to")).click()
    expect(page.get_by_role("dialog")).to_contain_text(f"instead of {name}")
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(card(page, name)).not_to_contain_text("serves")


def test_a_version_that_lacks_photos_says_so(visit, semblance, weights):
    empty = semblance("models", "import", weights, "--name", "empty", "--again")["model"]
    page = visit.open("#/admin")
    page.get_by_role("button", name=f"Activate empty@{empty['version']}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"\d+ photos that can be found now cannot then"))
    expect(dialog.get_by_role("button", name="Activate")).to_be_disabled()
    dialog.get_by_label("It has encoded nothing").check()
    expect(dialog.get_by_role("button", name="Activate")).to_be_enabled()


def failed(job):
    return int(job.get_by_role("term").filter(has_text="Failed").locator("xpath=following-sibling::dd").text_content())


def test_a_job_runs_while_one_looks(visit, photos, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir(mode=0o755)
    tmp_path.chmod(0o755)
    for photo in photos[:3]:
        shutil.copy(photo, folder)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is no photo")
    (folder / "letter.txt").write_text("Dear reader")
    page = visit.open("#/admin")
    jobs = page.get_by_role("region", name="Jobs")
    jobs.get_by_label("Index a folder of the server").fill(str(folder))
    jobs.get_by_role("button", name="Index").click()
    job = jobs.locator("li.card").first
    expect(job.get_by_role("heading")).to_contain_text("index")
    # It is drawn as it goes on: nobody loads the page anew.
    expect(job).to_contain_text("succeeded")
    expect(job).to_contain_text("5 of 5")

    job.get_by_role("button", name=re.compile("^Failures")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name=re.compile("broken.jpg"))).to_contain_text("undecodable")
    expect(dialog.get_by_role("row", name=re.compile("letter.txt"))).to_contain_text("unsupported")
    page.keyboard.press("Escape")
    assert failed(job) == 2

    # What has been mended is found when the job is retried, and the same card follows it.
    shutil.copy(photos[3], folder / "broken.jpg")
    job.get_by_role("button", name=re.compile("^Retry")).click()
    expect(job.get_by_role("term").filter(has_text="Failed").locator("xpath=following-sibling::dd")).to_have_text("1")
    expect(job).to_contain_text("succeeded")


def test_what_cannot_be_asked_for_is_said(visit):
    page = visit.open("#/admin")
    jobs = page.get_by_role("region", name="Jobs")
    jobs.get_by_label("Index a folder of the server").fill("not/a/whole/path")
    jobs.get_by_role("button", name="Index").click()
    expect(jobs.get_by_role("alert")).to_be_visible()


def test_a_retraining_is_asked_for_and_taken_back(visit):
    page = visit.open("#/admin")
    jobs = page.get_by_role("region", name="Jobs")
    jobs.get_by_role("button", name="Retrain").click()
    page.get_by_role("dialog").get_by_label("Minutes of training").fill("30")
    page.get_by_role("dialog").get_by_role("button", name="Retrain").click()
    job = jobs.locator("li.card").first
    expect(job.get_by_role("heading")).to_contain_text("retrain")
    job.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(jobs.locator("li.card").first).to_contain_text("cancelled")


def test_searching_goes_on(visit):
    page = visit.open("#/search?image=5")
    assert len(found(page)) == 24
