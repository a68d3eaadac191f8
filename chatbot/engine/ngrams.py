"""Character n-grams inside words: what the classifier looks at. They forgive inflection and most typos."""

SHORTEST, LONGEST = 2, 5


def char_ngrams(text: str) -> list[str]:
    """Every run of 2 to 5 characters within each word, the word's edges included as spaces ("char_wb")."""
    grams: list[str] = []
    for word in text.split():
        padded = f" {word} "
        length = len(padded)
        for size in range(SHORTEST, min(LONGEST, length) + 1):
            grams.extend([padded[at : at + size] for at in range(length - size + 1)])
    return grams
