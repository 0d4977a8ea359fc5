"""The main job as a visitor of the demo sees it: the clock turns, a phone asks, an answer shows on the staff page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def test_the_evening_reminder_is_answered_and_staff_see_it(visitor: Visitor) -> None:
    page = visitor.goes("/demo/phones")
    page.get_by_role("button", name="do jutra (9.05)").click()
    page.get_by_role("button", name="do večera (17.05)").click()
    ana = page.get_by_role("article", name=re.compile("Ana Primer"))
    expect(ana).to_contain_text("Boste prišli?")
    ana.get_by_role("button", name="Da, pridem").last.click()
    expect(page.get_by_role("article", name=re.compile("Ana Primer"))).to_contain_text("Zapisali smo, da pridete")
    visitor.shoots("phones")
    visitor.goes("/demo/enter")
    expect(page.get_by_role("heading", name="Danes")).to_be_visible()
    page.get_by_role("link", name=re.compile("Jutri")).first.click()
    expect(page.locator("main")).to_contain_text("Ana Primer")
    expect(page.locator("main")).to_contain_text(re.compile(r"1 pride|Pride"))
    visitor.shoots("tomorrow")
    assert visitor.overflow() == 0
    assert visitor.complaints == []


def test_an_sms_that_cannot_be_answered_is_answered_by_its_link(visitor: Visitor) -> None:
    page = visitor.goes("/demo/phones")
    page.get_by_role("button", name="do jutra (9.05)").click()
    page.get_by_role("button", name="do večera (17.05)").click()
    cvetka = page.get_by_role("article", name=re.compile("Cvetka Zgled"))
    cvetka.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("/o/"))
    visitor.shoots("answer")
    assert visitor.overflow() == 0
    page.get_by_role("button").first.click()
    expect(page.locator("body")).to_contain_text(re.compile("Zapisali smo|Hvala"))
    assert visitor.complaints == []


def test_what_is_written_on_a_phone_stands_in_the_conversation(visitor: Visitor) -> None:
    page = visitor.goes("/demo/phones")
    words = "kje je to in kaj moram prinest?"
    page.get_by_role("textbox", name=re.compile("Bojan Vzorec")).fill(words)
    page.get_by_role("article", name=re.compile("Bojan Vzorec")).get_by_role("button", name="Pošlji").click()
    expect(page.get_by_role("article", name=re.compile("Bojan Vzorec"))).to_contain_text(words)
    visitor.goes("/demo/enter")
    visitor.goes("/participants")
    page.locator("main").get_by_role("link", name=re.compile("Vzorec")).first.click()
    expect(page.locator("main")).to_contain_text(words)
    visitor.shoots("conversation")
    assert visitor.overflow() == 0
    assert visitor.complaints == []


@pytest.mark.parametrize("path", ["/", "/week", "/participants", "/replies", "/write", "/forecast", "/account"])
def test_every_page_fits_the_screen_and_the_browser_has_no_complaint(visitor: Visitor, path: str) -> None:
    visitor.goes("/demo/enter")
    page = visitor.goes(path)
    expect(page.get_by_role("heading").first).to_be_visible()
    visitor.shoots("page")
    assert visitor.overflow() == 0
    assert visitor.complaints == []
