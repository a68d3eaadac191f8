"""What a check of the chain found, in Polish: consent.audit says it in English, for logs and commands."""

import re

_POLISH = [
    (r"The table lacks its triggers.*", "Tabela dziennika nie ma swoich wyzwalaczy: baza nie broni już wierszy przed zmianą."),
    (r"Row (\d+) is missing\.", r"Brakuje wiersza {1}."),
    (r"Row (\d+) does not follow the one before it\.", r"Wiersz {1} nie następuje po poprzednim."),
    (r"Row (\d+) was changed\.", r"Wiersz {1} został zmieniony."),
    (r"Row (\d+) was added beside the chain\.", r"Wiersz {1} dopisano poza łańcuchem."),
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
    (
        r"The address of row (\d+) and its keyed hash do not belong together\.",
        r"Adres w wierszu {1} i jego skrót nie pasują do siebie.",
    ),
    (r"Two anchors of row (\d+) differ\.", r"Dwie kotwice wiersza {1} różnią się od siebie."),
    (
        r"The trail ends with row (\d+), but should with row (\d+)\.",
        r"Dziennik kończy się wierszem {1}, a powinien wierszem {2}.",
    ),
    (
        r"An anchor knows (\d+) rows, but the trail ends with row (\d+)\.",
        r"Kotwica zna {1} wierszy, a dziennik kończy się wierszem {2}.",
    ),
    (
        r"The last line of the anchor file is no anchor of ours\.|The anchor file was tampered with: .*",
        "Plik kotwic został naruszony: jest w nim wiersz, którego nie zapisał ten program.",
    ),
]


def in_polish(finding: str) -> str:
    """An empty finding stays empty; one that is not known here is shown as it is."""
    for pattern, polish in _POLISH:
        if found := re.fullmatch(pattern, finding):
            return polish.format(finding, *found.groups())
    return f"Wynik sprawdzenia: {finding}" if finding else ""
