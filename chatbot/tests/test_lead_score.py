from chatbot.services.lead_score import HIGHEST, SCORED, lead_score, messages_that_count
from chatbot.services.shipped_knowledge import load_facts

TABLE = load_facts().data["lead_scoring"]


def test_every_fact_has_its_points() -> None:
    points = {slot: lead_score({slot}, 0, TABLE) for slot in SCORED}
    assert points == {
        "name": 10,
        "email": 10,
        "phone": 10,
        "city": 10,
        "square_meters": 10,
        "package": 15,
        "budget_pln": 15,
    }
    assert lead_score(SCORED, 0, TABLE) == 80


def test_messages_count_up_to_ten_points() -> None:
    assert [lead_score((), number, TABLE) for number in (0, 1, 4, 5, 6, 500)] == [0, 2, 8, 10, 10, 10]
    assert messages_that_count(TABLE) == 5
    assert messages_that_count({**TABLE, "each_visitor_message": 3}) == 4


def test_what_the_table_does_not_score_counts_nothing() -> None:
    assert lead_score({"property_type", "language"}, 0, TABLE) == 0


def test_it_never_exceeds_a_hundred() -> None:
    assert lead_score(SCORED, 5, {**TABLE, "package": 90}) == HIGHEST
