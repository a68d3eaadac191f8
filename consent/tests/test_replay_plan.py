"""What is to be repeated, for each way in which a person's story can have been forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from consent.models.audit import Action, Purpose
from consent.services.replay_plan import Happened, Plan, replay_plan

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
MARKETING = {(7, "marketing")}


def plan_of(story: str) -> Plan:
    """Words in order: `unsub`, `revoke`, `restore`, `marketing`, `rodo`, `erase`; those seen since the restore with a `+`."""
    actions = {
        "unsub": (Action.UNSUBSCRIBE, Purpose.MARKETING),
        "revoke": (Action.REVOKE, ""),
        "restore": (Action.RESTORE, ""),
        "marketing": (Action.OPT_IN, Purpose.MARKETING),
        "rodo": (Action.OPT_IN, Purpose.RODO),
        "erase": (Action.ERASURE, ""),
    }
    events = []
    for hour, word in enumerate(story.split()):
        action, purpose = actions[word.lstrip("+")]
        events.append(Happened(action, purpose, START + timedelta(hours=hour), not word.startswith("+"), 7))
    return replay_plan(events)


FROZEN = Plan(suppressed=True, ends_all=True, frozen=True)
UNSUBSCRIBED = Plan(suppressed=True, ends_marketing=True)
CASES = [
    ("unsub", UNSUBSCRIBED),
    ("unsub +unsub", Plan()),
    ("unsub marketing", Plan(suppressed=False, ends_marketing=True)),
    ("unsub rodo", UNSUBSCRIBED),
    ("unsub +marketing", Plan(ends_marketing=True, agreed=frozenset(MARKETING))),
    ("+marketing unsub", UNSUBSCRIBED),
    ("marketing", Plan(suppressed=False)),
    ("marketing +unsub", Plan()),
    ("revoke", FROZEN),
    ("revoke revoke", FROZEN),
    ("revoke restore", Plan()),
    ("unsub revoke restore", UNSUBSCRIBED),
    ("revoke unsub restore", UNSUBSCRIBED),
    ("revoke revoke restore", Plan()),
    ("restore", Plan(undone=True)),
    ("restore revoke", FROZEN),
    ("restore +revoke", Plan()),
    ("unsub restore", Plan(suppressed=True, ends_marketing=True, undone=True)),
    ("revoke +revoke", Plan()),
    ("revoke +revoke +restore", Plan()),
    ("unsub +revoke", UNSUBSCRIBED),
    ("revoke +restore", Plan()),
    ("revoke rodo", Plan(suppressed=True, ends_all=True)),
    ("revoke marketing", Plan(suppressed=False, ends_all=True)),
    ("revoke +rodo", Plan(suppressed=True, ends_all=True, agreed=frozenset({(7, "rodo")}))),
    ("revoke marketing +revoke", Plan()),
    ("erase", Plan(erased_at=START)),
    ("erase +erase", Plan()),
    ("unsub erase", Plan(suppressed=True, erased_at=START + timedelta(hours=1))),
    ("revoke erase marketing", Plan(suppressed=False, erased_at=START + timedelta(hours=1))),
    ("erase revoke", Plan(suppressed=True, ends_all=True, frozen=True, erased_at=START)),
    ("erase +marketing", Plan(erased_at=START, agreed=frozenset(MARKETING))),
]


@pytest.mark.parametrize(("story", "plan"), CASES, ids=[story for story, _ in CASES])
def test_the_plan_of_a_story(story: str, plan: Plan) -> None:
    assert plan_of(story) == plan
