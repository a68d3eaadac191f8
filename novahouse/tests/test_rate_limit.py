import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_ratelimit.core import get_usage
from pytest_django import Settings

from novahouse.web import rate_limit
from novahouse.web.rate_limit import describe, rate_limited


@rate_limited("chat", "CHAT_RATE_LIMIT")
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


class Clock:
    """Stands in for the limit's `time` module; the cache keeps the real one."""

    def __init__(self, now: float) -> None:
        self.now = now

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Clock:
    settings.CHAT_RATE_LIMIT = "3/m"
    settings.RATE_LIMIT_ENABLED = True
    clock = Clock(1_800_000_000)
    monkeypatch.setattr("django_ratelimit.core.time", clock)
    monkeypatch.setattr(rate_limit, "time", clock)
    return clock


pytestmark = pytest.mark.django_db


def post(rf: RequestFactory, address: str = "203.0.113.7") -> HttpResponse:
    response = view(rf.post("/", REMOTE_ADDR=address))
    assert isinstance(response, HttpResponse)
    return response


def test_it_lets_the_limit_through_and_no_more(rf: RequestFactory) -> None:
    assert [post(rf).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_beyond_the_limit_it_answers_as_the_contract_says(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        post(rf)
    with caplog.at_level("WARNING"):
        response = post(rf)
    assert response.content == b'{"error": "Rate limit exceeded", "code": "rate_limited"}'
    assert response["Content-Type"] == "application/json"
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response["RateLimit"] == f'"chat";r=0;t={response["Retry-After"]}'
    assert "Rate limit exceeded for IP: 203.0.113.7" in caplog.messages


def test_every_answer_names_the_limit(rf: RequestFactory) -> None:
    response = post(rf)
    assert response["X-Rate-Limit"] == "3 per minute per IP"
    assert response["RateLimit-Policy"] == '"chat";q=3;w=60'
    assert response["RateLimit"].startswith('"chat";r=2;t=')


def test_addresses_do_not_share_a_limit(rf: RequestFactory) -> None:
    for _ in range(4):
        post(rf)
    assert post(rf, "203.0.113.8").status_code == 200


def test_other_methods_are_not_counted_but_named_the_limit(rf: RequestFactory) -> None:
    for _ in range(5):
        assert view(rf.get("/"))["X-Rate-Limit"] == "3 per minute per IP"
    assert post(rf).status_code == 200


def test_the_switch_lifts_it(rf: RequestFactory, settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False
    responses = [post(rf) for _ in range(5)]
    assert {response.status_code for response in responses} == {200}
    assert not responses[0].has_header("X-Rate-Limit")


def test_a_new_window_begins_at_zero(rf: RequestFactory, clock: Clock) -> None:
    for _ in range(4):
        post(rf)
    clock.now += 60
    assert post(rf).status_code == 200


def test_it_counts_under_the_library_s_own_key(rf: RequestFactory) -> None:
    """Our statement and django-ratelimit's get_usage must see one counter: an upgrade that changes the key fails here."""
    post(rf)
    usage = get_usage(rf.post("/"), group="chat", key=lambda *_: "203.0.113.7", rate="3/m", increment=False)
    assert usage is not None
    assert usage["count"] == 1


def test_a_cache_without_count_uses_add_and_incr(rf: RequestFactory, settings: Settings) -> None:
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["default"].clear()
    assert [post(rf).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("30/m", "30 per minute per IP"),
        ("5/s", "5 per second per IP"),
        ("10/h", "10 per hour per IP"),
        ("7/10s", "7 per 10 seconds per IP"),
        ("1000000000/m", "1000000000 per minute per IP"),
    ],
)
def test_a_rate_in_words(rate: str, words: str) -> None:
    assert describe(rate) == words
