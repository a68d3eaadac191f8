"""What has to be repeated for one person, worked out of what happened to them. Pure: no database, no clock.

Two stories of a person are told in the order of their time: what the restored database has forgotten (`lost`), and what it has
seen since the restore. What it saw is done already, and where it came later it has the last word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from consent.models.audit import Action, Purpose


@dataclass(frozen=True)
class Happened:
    """One change: lost, or seen by the restored database. An opt-in that was seen is its owner's proven word."""

    action: Action
    purpose: str
    at: datetime
    lost: bool
    conversation_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """`suppressed`: put on the list (True), taken off it (False), or as it is (None).

    `ends_marketing`, `ends_all`: consents that stand in any conversation but for `agreed`, pairs of conversation and purpose of
    newer consents. `frozen`: as by a revocation, which ends all as well. `undone`: a revocation that the copy still has was
    undone. `erased_at`: erase what there was at that time.
    """

    suppressed: bool | None = None
    ends_marketing: bool = False
    ends_all: bool = False
    frozen: bool = False
    undone: bool = False
    erased_at: datetime | None = None
    agreed: frozenset[tuple[int | None, str]] = frozenset()


def replay_plan(story: Iterable[Happened]) -> Plan:
    plan = Plan()
    before: Plan | None = None  # what an undo of the lost revocation goes back to
    for event in story:
        match event.action:
            case Action.UNSUBSCRIBE:
                plan = _unsubscribed(plan, event.lost)
                before = before and _unsubscribed(before, event.lost)
            case Action.REVOKE if event.lost:
                before = before or plan  # a second revocation does not change what the undo brings back
                plan = replace(plan, suppressed=True, ends_all=True, frozen=True, undone=False, agreed=frozenset())
            case Action.REVOKE:
                # It froze what stood then; whoever had unsubscribed before must not get marketing back by undoing it.
                plan = replace(plan, suppressed=plan.ends_marketing or None, ends_all=False, frozen=False, undone=False)
                before = None
            case Action.RESTORE:
                plan = before or replace(plan, frozen=False, ends_all=False, undone=event.lost)
                before = None
            case Action.OPT_IN:
                plan = _agreed(plan, event)
                before = None
            case Action.ERASURE:  # what came before it is moot, but for the list: that outlives an erasure
                plan = Plan(suppressed=plan.suppressed, erased_at=event.at if event.lost else None)
                before = None
    return plan


def _unsubscribed(plan: Plan, lost: bool) -> Plan:
    agreed = frozenset(one for one in plan.agreed if one[1] != Purpose.MARKETING)
    return replace(plan, suppressed=True if lost else None, ends_marketing=lost, agreed=agreed)


def _agreed(plan: Plan, event: Happened) -> Plan:
    """Nobody stays frozen after a new consent; only one for marketing lifts the suppression, and what ended stays ended."""
    suppressed = plan.suppressed
    if event.purpose == Purpose.MARKETING:
        suppressed = False if event.lost else None
    agreed = plan.agreed if event.lost else plan.agreed | {(event.conversation_id, event.purpose)}
    return replace(plan, suppressed=suppressed, frozen=False, undone=False, agreed=agreed)
