from chatbot.engine.vocative import first_name, polish_address
from followups.phrasebook import followup_phrases


def greeting(name: str | None, language: str) -> str:
    """With the name in the right case, or without one: "Dzień dobry, Pani Anno!", "Hello Anna,", "Доброго дня!".

    Only names out of the table get into it, so that nothing else that somebody types as a name is mailed to anybody.
    """
    address = _address(name or "", language)
    phrases = followup_phrases("mail", "greeting", language, address=address)
    return str(phrases["named" if address else "plain"])


def _address(name: str, language: str) -> str | None:
    if language == "pl":
        return polish_address(name)
    return first_name(name) if language == "en" else None  # Ukrainian has a vocative of its own, which nobody here makes
