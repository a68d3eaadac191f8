"""How promising a lead is, from 0 to 100, by the table `lead_scoring` of chatbot/knowledge/facts.yaml. Pure."""

from collections.abc import Collection, Mapping

HIGHEST = 100
# A column of the table beside the name that the conversation has for it.
_NAMED = {"budget_pln": "budget"}
SCORED = frozenset({"name", "email", "phone", "city", "square_meters", "package", "budget_pln"})


def lead_score(known: Collection[str], visitor_messages: int, table: Mapping[str, int]) -> int:
    """`known`: what the visitor has given, under the API's names; what the table does not score counts nothing."""
    points = sum(table[_NAMED.get(slot, slot)] for slot in SCORED.intersection(known))
    talked = min(visitor_messages * table["each_visitor_message"], table["visitor_messages_at_most"])
    return min(points + talked, HIGHEST)


def messages_that_count(table: Mapping[str, int]) -> int:
    """From how many messages on further ones bring nothing."""
    return -(-table["visitor_messages_at_most"] // table["each_visitor_message"])
