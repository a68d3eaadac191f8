"""The proof of a single row: what is in order, and each way in which it is not."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.admin.findings import in_polish
from consent.admin.row_proof import RowProof, prove
from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.services.audit_anchor import audit_anchor
from consent.services.origin import Origin
from consent.services.person_erase import person_erase
from consent.services.subject import subject_of
from consent.tests.admin.conftest import ANNA, Append


def proof_of(number: int, change: Callable[[ConsentAuditLog], None] = lambda row: None) -> RowProof:
    row = ConsentAuditLog.objects.get(pk=number)
    change(row)
    return prove([row])[number]


def broken(proof: RowProof) -> str:
    return " ".join(check.sentence for check in proof.checks if check.holds is False)


def test_rows_as_they_were_written_hold(append: Append) -> None:
    append(times=3)
    first, middle, last = (proof_of(number) for number in (1, 2, 3))
    assert first.holds
    assert middle.holds
    assert last.holds
    assert "Od tego wiersza zaczyna się dziennik" in first.checks[3].sentence
    assert "Następuje po wierszu 1, a po nim wiersz 3" in middle.checks[3].sentence
    assert "jest ostatnim wierszem dziennika" in last.checks[3].sentence


def set_to(name: str, value: object) -> Callable[[ConsentAuditLog], None]:
    return lambda row: setattr(row, name, value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("action", "opt-in", "Skrót wiersza policzony od nowa różni się"),
        ("conversation_id", 5, "Skrót wiersza policzony od nowa różni się"),
        ("text_hash", "0" * 64, "Skrót wiersza policzony od nowa różni się"),
        ("email", "other@example.com", "Dane osobowe w wierszu zmieniono"),
        ("reason", "inny", "Dane osobowe w wierszu zmieniono"),
        ("salt", None, "Dane osobowe usunięto, a potem wpisano nowe"),
        ("email_hmac", "0" * 64, "Skrót adresu zmieniono"),
        ("address_salt", None, "Skrót adresu usunięto, a potem wpisano nowy"),
        ("previous_hash", "0" * 64, "Wiersz nie następuje po wierszu 1"),
        ("hash", "0" * 64, "Wiersz 3 nie opiera się na tym wierszu"),
    ],
)
def test_a_change_is_named(append: Append, name: str, value: object, complaint: str) -> None:
    append(Action.UNSUBSCRIBE, times=3)
    proof = proof_of(2, set_to(name, value))
    assert not proof.holds
    assert complaint in broken(proof)


def test_a_redaction_that_nothing_explains_is_named(append: Append) -> None:
    append(times=2)

    def redact(row: ConsentAuditLog) -> None:
        row.email = row.ip_address = row.user_agent = row.reason = row.salt = None

    assert "żaden późniejszy wiersz tego nie tłumaczy" in broken(proof_of(1, redact))


def test_an_erased_row_names_the_row_that_erased_it(append: Append) -> None:
    append(times=2)
    append(email="piotr@example.com")
    person_erase(subject_of(ANNA), origin=Origin(Source.CONSOLE), now=timezone.now())
    proof = proof_of(1)
    assert proof.holds
    assert "wiersz 4, „Usunięcie danych”" in proof.checks[1].sentence
    assert proof_of(3).checks[1].sentence.startswith("Adres e-mail")


def test_a_row_beyond_the_end_of_the_chain_is_named(append: Append) -> None:
    append(times=2)
    row = ConsentAuditLog.objects.get(pk=2)
    row.pk, row.previous_hash = 3, row.hash
    assert "Brakuje wiersza 4." in broken(prove([row])[3])


def test_the_nearest_anchor_after_the_row_is_compared(append: Append) -> None:
    append(times=2)
    assert proof_of(1).checks[4].holds is None
    audit_anchor(timezone.now())
    append(times=2)
    audit_anchor(timezone.now())
    assert "skrót wiersza 2; ten wiersz nadal go ma" in proof_of(1).checks[4].sentence
    assert "skrót wiersza 4" in proof_of(3).checks[4].sentence
    append()
    assert proof_of(5).checks[4].holds is None


def test_a_forged_anchor_file_proves_nothing(append: Append) -> None:
    append()
    Path(settings.AUDIT_ANCHOR).write_text("{}\n", encoding="utf-8")
    assert "Plik kotwic został naruszony" in broken(proof_of(1))


def test_mailed_anchors_are_said_to_be_in_the_mailbox(append: Append, settings: object) -> None:
    settings.AUDIT_ANCHOR = "mailto:iod@example.com"  # type: ignore[attr-defined]
    append()
    check = proof_of(1).checks[4]
    assert check.holds is None
    assert "iod@example.com" in check.sentence


def test_many_rows_are_proven_with_as_many_queries_as_one(append: Append) -> None:
    append(times=60)

    def queries(numbers: list[int]) -> int:
        chosen = list(ConsentAuditLog.objects.filter(pk__in=numbers))
        with CaptureQueriesContext(connection) as captured:
            assert all(proof.holds for proof in prove(chosen).values())
        return len(captured)

    assert queries(list(range(1, 61))) == queries([7])


def test_every_sentence_of_the_checks_is_known_in_polish() -> None:
    assert in_polish("") == ""
    assert in_polish("Row 5 was changed.") == "Wiersz 5 został zmieniony."
    assert in_polish("The trail ends with row 3, but should with row 7.") == (
        "Dziennik kończy się wierszem 3, a powinien wierszem 7."
    )
    assert in_polish("Something new.") == "Wynik sprawdzenia: Something new."
    sentences = [sentence for name in ("verify.py", "quick.py") for sentence in findings_in(name)]
    assert len(sentences) > 12
    assert [sentence for sentence in sentences if in_polish(sentence).startswith("Wynik sprawdzenia")] == []


def findings_in(name: str) -> list[str]:
    """The findings that a module of consent.audit returns or raises, with 1 for whatever is filled in."""
    tree = ast.parse(Path(settings.BASE_DIR, "consent", "audit", name).read_text(encoding="utf-8"))
    told: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            told.append(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_Tampered":
            told.append(node.args[1])
    sentences = [as_text(one) for one in told]
    return [sentence for sentence in sentences if sentence]


def as_text(node: ast.expr | None) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
