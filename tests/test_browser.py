"""What a visitor lives through: the real pages of a real server in headless Chromium."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django_ratelimit.core import _get_window

from tests.conftest import Server

if TYPE_CHECKING or find_spec("playwright"):
    from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
QUESTION = "Ile kosztuje Comfort dla 60 m2?"
PRICE = "89 940 zł"
CHAT = "**/api/chatbot/chat"
HOSTILE = """<img src=x onerror="document.title='ran'"><script>document.title='ran'</script><b>x</b>"""

OpenPage = Callable[..., "Page"]


@pytest.fixture(scope="session", autouse=True)
def something_to_browse_with() -> None:
    """Asked first, before a server is made in vain. Where CI runs, a page that is not tested is a failure."""
    there = {"the Python package playwright": find_spec("playwright"), str(CHROMIUM): CHROMIUM.exists()}
    missing = [name for name, found in there.items() if not found]
    if missing:
        end = pytest.fail if os.environ.get("CI") else pytest.skip
        end(f"NO PAGE WAS TESTED in a browser: this machine lacks {' and '.join(missing)}")


# Not for the whole session: while Playwright runs, Django takes this thread for an async one and refuses other tests' queries.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def problems() -> list[str]:
    """What the pages of a test complained of: failed scripts, violations of the Content-Security-Policy, missing files."""
    return []


@pytest.fixture
def open_page(browser: Browser, problems: list[str]) -> Iterator[OpenPage]:
    """Opens a page as a new visitor, without any cookie or stored talk."""
    contexts = []

    def open_page(url: str, width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="pl-PL", **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def composer(page: Page) -> Locator:
    return page.get_by_label("Twoja wiadomość")


def ask(page: Page, text: str) -> None:
    composer(page).fill(text)
    composer(page).press("Enter")


def messages(page: Page, sender: str) -> Locator:
    return page.locator(f".chat-message-{sender} .chat-bubble")


def replies(page: Page) -> Locator:
    return page.get_by_role("group", name="Podpowiedzi").get_by_role("button")


def stored_texts(page: Page, server: Server) -> list[str]:
    session = page.evaluate("localStorage.getItem('novahouse-chat-session')")
    history = server.get(f"/api/chatbot/conversations/{session}").json()
    return [message["text"] for message in history["messages"] if message["sender"] == "visitor"]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 640)])
def test_a_visit(server: Server, open_page: OpenPage, problems: list[str], width: int, height: int) -> None:
    page = open_page(server.url, width, height)
    log = page.get_by_role("log")
    expect(log).to_contain_text("Jestem automatycznym asystentem")
    ask(page, QUESTION)
    expect(log).to_contain_text(PRICE)
    reply = replies(page).first.inner_text()
    replies(page).first.click()
    expect(messages(page, "visitor")).to_have_text([QUESTION, reply])
    expect(messages(page, "assistant")).to_have_count(3)

    talk = messages(page, "assistant").all_inner_texts()
    page.reload()
    expect(messages(page, "visitor")).to_have_text([QUESTION, reply])
    assert messages(page, "assistant").all_inner_texts() == talk

    page.get_by_role("button", name="Nowa rozmowa").click()
    expect(messages(page, "visitor")).to_have_count(0)
    expect(messages(page, "assistant")).to_have_count(1)
    assert (page.evaluate("localStorage.length"), problems) == (0, [])


def test_html_in_a_message_is_text_and_runs_nothing(server: Server, open_page: OpenPage, problems: list[str]) -> None:
    page = open_page(server.url)
    title = page.title()
    ask(page, HOSTILE)
    expect(messages(page, "assistant")).to_have_count(2)
    for _ in ("sent", "restored"):
        expect(messages(page, "visitor")).to_have_text(HOSTILE)
        expect(page.get_by_role("log").locator("img, script, b")).to_have_count(0)
        page.reload()
    assert (page.title(), problems) == (title, [])


def test_html_in_an_answer_is_text_and_runs_nothing(server: Server, open_page: OpenPage, problems: list[str]) -> None:
    page = open_page(server.url)
    title = page.title()
    actions = [{"type": "book", "label": HOSTILE, "url": url} for url in ("javascript:document.title='ran'", "/prywatnosc/")]
    answer = {"response": HOSTILE, "quick_replies": [HOSTILE], "actions": actions, "language": "pl"}
    page.route(CHAT, lambda route: route.fulfill(json={**answer, "session_id": route.request.post_data_json["session_id"]}))
    ask(page, "hej")
    expect(messages(page, "assistant").last).to_have_text(HOSTILE)
    expect(replies(page)).to_have_text([HOSTILE])
    expect(page.locator(".chat-action")).to_have_text([HOSTILE])  # the one that leads to a page
    expect(page.locator(".chat-scroll").locator("img, script, b")).to_have_count(0)
    assert (page.title(), problems) == (title, [])


def test_a_message_sent_to_a_stopped_server_is_kept_and_sent_once(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    ask(page, "Jaka jest gwarancja?")
    expect(messages(page, "assistant")).to_have_count(2)
    server.stop()
    try:
        ask(page, QUESTION)
        expect(page.locator("[data-chat-notice]")).to_contain_text("Nie udało się połączyć z serwerem.")
        expect(composer(page)).to_have_value(QUESTION)
        expect(messages(page, "visitor")).to_have_count(1)
    finally:
        server.start()
    page.get_by_role("button", name="Spróbuj ponownie").click()
    expect(page.get_by_role("log")).to_contain_text(PRICE)
    expect(composer(page)).to_have_value("")
    expect(page.locator("[data-chat-notice]")).to_be_hidden()
    assert stored_texts(page, server) == ["Jaka jest gwarancja?", QUESTION]


def test_a_message_whose_answer_was_lost_is_stored_once(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(CHAT, lose_the_answer, times=1)
    ask(page, QUESTION)
    page.get_by_role("button", name="Spróbuj ponownie").click()
    expect(page.get_by_role("log")).to_contain_text(PRICE)
    assert stored_texts(page, server) == [QUESTION]


def test_the_message_over_the_limit_counts_down_calmly(server_factory: Callable[..., Server], open_page: OpenPage) -> None:
    limited = server_factory(CHAT_RATE_LIMIT="3/m", TRUSTED_PROXIES="1")
    # Windows of addresses end at seconds of their own: the one with most of its minute ahead.
    address = max((f"203.0.113.{number}" for number in range(1, 255)), key=lambda address: _get_window(address, 60))
    page = open_page("about:blank", extra_http_headers={"X-Forwarded-For": address})
    page.clock.install()
    page.goto(limited.url)
    for number in range(3):
        ask(page, QUESTION)
        expect(messages(page, "assistant")).to_have_count(number + 2)
    ask(page, "Dziękuję!")
    notice, send = page.locator("[data-chat-notice]"), page.get_by_role("button", name="Wyślij")
    expect(notice).to_contain_text("zróbmy krótką przerwę")
    countdown = notice.locator(".chat-countdown")
    expect(countdown).to_have_text(re.compile(r"^(1\smin\s00|\d+)\ss$"))
    expect(countdown).not_to_have_text(countdown.inner_text())
    expect(composer(page)).to_have_value("Dziękuję!")
    expect(send).to_have_attribute("aria-disabled", "true")
    page.clock.fast_forward(61_000)
    expect(notice).to_contain_text("Możesz już wysłać wiadomość.")
    expect(send).to_have_attribute("aria-disabled", "false")


def tab_stops(page: Page) -> list[str]:
    """The names of all that Tab reaches on a page just loaded, from its top to its end."""
    name = """() => {
        const at = document.activeElement;
        if (!at.matches(":focus-visible")) return at === document.body ? null : `Not to be seen: ${at.outerHTML}`;
        return at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent;
    }"""
    stops: list[str] = []
    while len(stops) < 100:
        page.keyboard.press("Tab")
        stop = page.evaluate(name)
        if stop is None:
            break
        stops.append(" ".join(stop.split()))
    return stops


def test_the_keyboard_reaches_everything_in_order(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    expect(replies(page)).to_have_count(3)
    composing = ["Twoja wiadomość", "Wyślij"]
    stops = tab_stops(page)
    assert stops[:2] == ["Przejdź do treści", "NovaHouse Chat"]
    chat = stops[stops.index("Przebieg rozmowy") : stops.index("Informacja o prywatności")]
    assert chat == ["Przebieg rozmowy", *replies(page).all_inner_texts(), *composing]

    ask(page, QUESTION)
    expect(page.get_by_role("log")).to_contain_text(PRICE)
    page.reload()
    expect(page.get_by_role("log")).to_contain_text(PRICE)
    stops = tab_stops(page)
    links = [" ".join(link.split()) for link in page.get_by_role("log").locator("a").all_text_contents()]
    chat = stops[stops.index("Nowa rozmowa") : stops.index("Informacja o prywatności")]
    assert links
    assert chat == ["Nowa rozmowa", "Przebieg rozmowy", *links, *replies(page).all_inner_texts(), *composing]
    assert stops[-1] == "Stan usługi"


def test_the_keyboard_alone_holds_a_talk(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    replies(page).first.focus()
    page.keyboard.press("Enter")
    expect(messages(page, "assistant")).to_have_count(2)
    expect(composer(page)).to_be_focused()
    page.keyboard.type("Mam 60 m2")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("w pakiecie Comfort")
    page.keyboard.press("Enter")
    expect(messages(page, "visitor").last).to_have_text("Mam 60 m2\nw pakiecie Comfort")
    expect(page.get_by_role("log")).to_contain_text(PRICE)


@pytest.mark.parametrize("path", ["/", "/prywatnosc/", "/nie-ma-takiej-strony/"])
def test_nothing_scrolls_sideways_on_a_narrow_screen(server: Server, open_page: OpenPage, path: str) -> None:
    page = open_page(server.url + path, 320, 640)
    if path == "/":
        ask(page, QUESTION + " " + "x" * 200)
        expect(messages(page, "assistant")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("[...document.querySelectorAll('.chat-scroll')].every((part) => part.scrollWidth <= part.clientWidth)")


@pytest.mark.parametrize("path", ["/", "/prywatnosc/", "/api/docs/", "/admin/login/"])
def test_a_page_opens_without_any_error(server: Server, open_page: OpenPage, problems: list[str], path: str) -> None:
    page = open_page(server.url + path)
    page.wait_for_load_state("networkidle")
    assert problems == []


def test_every_script_has_a_hash_in_its_name(server: Server, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)
    page.goto(server.url, wait_until="networkidle")
    assert len(scripts) > 1
    assert [url for url in scripts if not re.search(r"\.[0-9a-f]{12}\.js$", url)] == []


def test_a_talk_sets_no_cookie(server: Server, open_page: OpenPage) -> None:
    assert "Set-Cookie" not in server.get("/").headers
    page = open_page(server.url)
    ask(page, QUESTION)
    expect(page.get_by_role("log")).to_contain_text(PRICE)
    assert page.context.cookies() == []
