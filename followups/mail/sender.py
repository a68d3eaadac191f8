"""Who writes: what Article 206 of the Polish Code of Commercial Companies wants on a company's letters, and how to answer."""

from chatbot.engine.facts import Facts
from chatbot.engine.money import price
from followups.phrasebook import followup_phrases


def sender_lines(facts: Facts, language: str) -> list[str]:
    company, controller = facts.data["company"], facts.data["controller"]
    address = controller["seat"] or next(iter(facts.data["offices"].values()))["address"]
    phrases = followup_phrases("mail", "sender", language)
    register = [
        f"NIP {company['nip']}",
        *([controller["registry_court"]] if controller["registry_court"] else []),
        f"KRS {company['krs']}",
        f"{phrases['capital']} {price(company['share_capital_pln'], language)}",
    ]
    return [
        f"{company['legal_name']}, {address}",
        ", ".join(register),
        f"{phrases['contact']}: {facts.get('contact.phone', language)}, {facts.get('contact.email', language)}",
    ]
