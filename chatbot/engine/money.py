"""How amounts and areas are written in each language."""


def grouped(number: int, language: str) -> str:
    """89 940 (Polish and Ukrainian: from five digits on, four stay together), 89,940 in English."""
    if language == "en":
        return f"{number:,}"
    return f"{number:,}".replace(",", " ") if number >= 10_000 else str(number)


def price(amount: int | list[int] | tuple[int, int], language: str) -> str:
    """An amount of PLN, or a range of two."""
    ends = [amount] if isinstance(amount, int) else list(amount)
    figures = "–".join(grouped(end, language) for end in ends)
    return f"PLN {figures}" if language == "en" else f"{figures} zł"


def area(square_meters: float, language: str) -> str:
    """62,5 m²; in English 62.5 m²."""
    figure = f"{square_meters:.2f}".rstrip("0").rstrip(".")
    return f"{figure if language == 'en' else figure.replace('.', ',')} m²"
