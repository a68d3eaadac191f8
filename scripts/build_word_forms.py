"""Write the tables of inflected city and first names that the slot finders read.

    .venv/bin/python scripts/build_word_forms.py

It reads scripts/cities.txt and scripts/first_names.txt and writes chatbot/engine/data/cities.tsv and first_names.tsv, in a few
minutes. morfeusz2 is needed here alone; the product reads the tables only. Forms are folded as visitors' words are.

cities.tsv: form, place in the nominative, kind. The kinds:
  place     nothing else in Polish, or marked + in the list
  homonym   also another word or a first name, as written or without diacritics ("lodzi"): needs a preposition or a capital
  common    a common word first of all ("pila"; marked ! in the list): needs more context
  word      no place (the second column is empty) but a word one letter away from one, so never taken for its typo
first_names.tsv: form, name in the nominative, 1 if the form is that nominative, else 0.
"""

import itertools
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import morfeusz2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from chatbot.engine.text import fold  # noqa: E402  (the product is not an installed package)

DATA = ROOT / "chatbot" / "engine" / "data"
CASES = ("nom", "gen", "dat", "acc", "inst", "loc")
LETTERS = "abcdefghijklmnoprstuwyz"
WITH_DIACRITICS = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zźż"}
MOST_DIACRITICS = 2  # more in one word are too rare to pay for
SHORTEST_TYPO = 6  # letters, as NearbyTable forgives them
ADJECTIVAL_ENDINGS = ("ski", "ska", "skim", "skiej")
OUTDATED = {"daw.", "przest.", "rzad.", "gwar.", "arch.", "hist."}
MORFEUSZ = morfeusz2.Morfeusz(expand_tags=False)

Forms = dict[str, set[str]]  # by case
Reading = tuple[str, str, str, list[str], list[str]]  # form, lemma, tag, kinds of name, qualifiers


@dataclass(frozen=True)
class Place:
    name: str
    city: str
    further_forms: tuple[str, ...]
    mark: str  # "!", "+" or none


def lines(file: str) -> Iterator[str]:
    for line in (ROOT / "scripts" / file).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def read_place(line: str) -> Place:
    left, _, city = (part.strip() for part in line.partition("="))
    name, _, further = (part.strip() for part in left.partition(":"))
    bare = name.lstrip("!+")
    return Place(
        bare, city or bare, tuple(form.strip() for form in further.split(",") if form.strip()), name.removesuffix(bare)
    )


def readings(word: str) -> list[Reading]:
    """What the whole of `word` can be."""
    found = MORFEUSZ.analyse(word)
    return [reading for start, end, reading in found if (start, end) == (0, 1) and reading[2] != "ign"]


SURE = {fold(place.name) for place in map(read_place, lines("cities.txt")) if place.mark == "+"}


def declined(word: str, kind: str) -> Forms:
    """The forms of `word`, a nominative, by case. Nouns of another kind count only if none is of `kind`; adjectives always."""
    tables: list[tuple[bool, Forms]] = []
    for lemma in sorted({reading[1] for reading in readings(word) if not reading[1].endswith(":Sf")}):
        by_number: dict[tuple[str, ...], Forms] = {}
        of_kind: dict[tuple[str, ...], bool] = {}
        for form, _, tag, kinds, _ in MORFEUSZ.generate(lemma):
            part, _, rest = tag.partition(":")
            if part not in ("subst", "adj"):
                continue
            numbers, cases, genders, *degree = rest.split(":")
            if part == "adj" and degree != ["pos"]:
                continue
            for number, gender in itertools.product(numbers.split("."), genders.split(".") if part == "adj" else ["-"]):
                key = (part, number, gender)
                of_kind[key] = part == "adj" or kind in kinds
                for case in cases.split("."):
                    by_number.setdefault(key, {}).setdefault(case, set()).add(form)
        for key, forms in by_number.items():
            if word.lower() in {form.lower() for form in forms.get("nom", ())}:
                tables.append((of_kind[key], forms))
    wanted = [forms for right_kind, forms in tables if right_kind] or [forms for _, forms in tables]
    return {case: set().union(*(forms.get(case, set()) for forms in wanted)) or {word} for case in CASES}


def inflected(name: str) -> set[str]:
    """All forms of a place name of one or more words, which agree in case."""
    parts = [declined(part, "nazwa_geograficzna") for part in name.replace("-", " ").split()]
    return {" ".join(words) for case in CASES for words in itertools.product(*(part[case] for part in parts))}


def spellings(folded: str) -> Iterator[str]:
    """Every word that folds to `folded`, with a few diacritics at most."""
    places = [at for at, letter in enumerate(folded) if letter in WITH_DIACRITICS]
    for count in range(MOST_DIACRITICS + 1):
        for chosen in itertools.combinations(places, count):
            for marked in itertools.product(*(WITH_DIACRITICS[folded[at]][1:] for at in chosen)):
                letters = list(folded)
                for at, letter in zip(chosen, marked, strict=True):
                    letters[at] = letter
                yield "".join(letters)


def is_other_word(folded: str) -> bool:
    """Also a word of everyday Polish, or a first name."""
    return any(
        not OUTDATED & set(qualifiers) and (lemma[0].islower() or "imię" in kinds)
        for word in spellings(folded)
        for _, lemma, _, kinds, qualifiers in readings(word)
    )


def one_edit_away(form: str) -> set[str]:
    cuts = [(form[:at], form[at:]) for at in range(len(form) + 1)]
    return {
        *(left + right[1:] for left, right in cuts if right),
        *(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
        *(left + letter + right[1:] for left, right in cuts if right for letter in LETTERS),
        *(left + letter + right for left, right in cuts for letter in LETTERS),
    }


def is_word_or_surname(folded: str) -> bool:
    """A word, first name or surname in -ski; but not of a name that is sure to be a place (a "warszawa" is also a car)."""
    return any(
        (lemma[0].islower() or "imię" in kinds or ("nazwisko" in kinds and folded.endswith(ADJECTIVAL_ENDINGS)))
        and fold(lemma.partition(":")[0]) not in SURE
        for word in spellings(folded)
        for _, lemma, _, kinds, _ in readings(word)
    )


def in_parallel(test: object, words: Iterable[str]) -> set[str]:
    """The words that pass `test`, a function of this module."""
    ordered = sorted(words)
    with Pool() as pool:
        return set(itertools.compress(ordered, pool.map(test, ordered, chunksize=500)))  # type: ignore[arg-type]


def city_rows() -> list[str]:
    places = [read_place(line) for line in lines("cities.txt")]
    towns: dict[str, tuple[str, str]] = {}
    for place in places:
        for form in (place.name, *inflected(place.name), *place.further_forms):
            towns.setdefault(fold(form).replace("-", " "), (place.city, place.mark))
    homonyms = in_parallel(is_other_word, (form for form, (_, mark) in towns.items() if " " not in form and not mark))
    kinds = {form: "common" if mark == "!" else "homonym" if form in homonyms else "place" for form, (_, mark) in towns.items()}
    single = [form for form in towns if " " not in form and len(form) >= SHORTEST_TYPO and form.isascii()]
    near = {word for form in single for word in one_edit_away(form) if len(word) >= SHORTEST_TYPO - 1} - towns.keys()
    rows = [f"{form}\t{city}\t{kinds[form]}" for form, (city, _) in towns.items()]
    return sorted(rows + [f"{word}\t\tword" for word in in_parallel(is_word_or_surname, near)])


def name_rows() -> list[str]:
    names = list(lines("first_names.txt"))
    rows = {fold(name): (name, 1) for name in reversed(names)}
    for name in names:
        for form in set().union(*declined(name, "imię").values(), vocatives(name)):
            rows.setdefault(fold(form), (name, 0))
    return sorted(f"{form}\t{name}\t{nominative}" for form, (name, nominative) in rows.items())


def vocatives(name: str) -> set[str]:
    return {form for form, _, tag, kinds, _ in MORFEUSZ.generate(name) if "imię" in kinds and ":sg:" in tag and "voc" in tag}


def main() -> None:
    DATA.mkdir(exist_ok=True)
    for file, rows in (("first_names.tsv", name_rows()), ("cities.tsv", city_rows())):
        (DATA / file).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        print(f"{file}: {len(rows)} rows")


if __name__ == "__main__":
    main()
