"""What a check of the chain found, in Polish: consent.audit says it in English, for logs and commands."""

import re

_POLISH = [
    (r"The table lacks its triggers.*", "Tabela dziennika nie ma swoich wyzwalaczy: baza nie broni już wierszy przed zmianą."),
    (r"Row (\d+) is missing\.", r"Brakuje wiersza {1}."),
    (r"Row (\d+) does not follow the one before it\.", r"Wiersz {1} nie następuje po poprzednim."),
    (r"Row (\d+) was changed\.", r"Wiersz {1} został zmieniony."),
    (r"Row (-?\d+) was added beside the chain\.", r"Wiersz {1} dopisano poza łańcuchem."),
    (r"Row (\d+), the last one, is missing or another\.", r"Ostatniego wiersza, {1}, brakuje albo jest inny niż zapisany."),
    (r"Row (\d+) is not the one that was anchored\.", r"Wiersz {1} nie jest tym, który zakotwiczono."),
    (r"Row (\d+) was redacted and filled anew\.", r"Z wiersza {1} usunięto dane i wpisano nowe."),
    (
        r"Row (\d+) was redacted, and no later erasure or anonymisation names it\.",
        r"Z wiersza {1} usunięto dane, a żadne późniejsze usunięcie ani anonimizacja go nie wymienia.",
    ),
    (r"Personal data in row (\d+) was changed\.", r"Dane osobowe w wierszu {1} zostały zmienione."),
    (r"The address of row (\d+) was changed\.", r"Adres w wierszu {1} został zmieniony."),
    (r"The address of row (\d+) was removed and filled anew\.", r"Adres w wierszu {1} usunięto i wpisano nowy."),
    (r"Two anchors of row (\d+) differ\.", r"Dwie kotwice wiersza {1} różnią się od siebie."),
    (
        r"The trail ends with row (\d+), but should with row (\d+)\.",
        r"Dziennik kończy się wierszem {1}, a powinien wierszem {2}.",
    ),
    (
        r"An anchor knows (\d+) rows, but the trail ends with row (\d+)\.",
        r"Kotwica zna {1} wierszy, a dziennik kończy się wierszem {2}.",
    ),
    (r"The head of the trail is missing, or there is more than one\.", "Brakuje zapisu o końcu dziennika albo jest ich kilka."),
    (r"Up to row (\d+) the trail has (\d+) rows\.", r"Do wiersza {1} włącznie dziennik liczy {2} wierszy."),
    (r"Wording (\d+) was changed\.", r"Treść zgody numer {1} została zmieniona: nie pasuje do swojego skrótu."),
    (r"Row (\d+) names a wording that is not kept\.", r"Wiersz {1} wskazuje treść zgody, której już nie ma."),
    (r"The anchor file lacks the newest anchor\.", "W pliku kotwic brakuje najnowszej kotwicy."),
    (r"The anchor file cannot be read\.", "Pliku kotwic nie można odczytać."),
    (
        r"The newest anchor is ahead of the audit trail: .*",
        "Najnowsza kotwica wyprzedza dziennik: bazę przywrócono ze starszej kopii. Najpierw uruchom replay_suppressions.",
    ),
    (
        r"The anchor file was tampered with: a line is missing in it\.",
        "Plik kotwic został naruszony: brakuje w nim wiersza.",
    ),
    (
        r"The suppression journal knows row (\d+), which the trail does not have: .*",
        r"Rejestr sprzeciwów poza bazą zna wiersz {1}, którego dziennik nie ma: bazę przywrócono ze starszej kopii.",
    ),
    (r"The suppression journal cannot be read\.", "Rejestru sprzeciwów poza bazą nie można odczytać."),
    (
        r"The anchor file was tampered with: a line in it is no anchor of ours\.",
        "Plik kotwic został naruszony: jest w nim wiersz, którego nie zapisał ten program.",
    ),
]


def in_polish(finding: str) -> str:
    """An empty finding stays empty; one that is not known here is shown as it is."""
    for pattern, polish in _POLISH:
        if found := re.fullmatch(pattern, finding):
            return polish.format(finding, *found.groups())
    return f"Wynik sprawdzenia: {finding}" if finding else ""
