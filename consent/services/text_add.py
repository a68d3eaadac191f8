from collections.abc import Mapping

from django.db import transaction

from consent.models import ConsentText


@transaction.atomic
def text_add(*, purpose: str, texts: Mapping[str, str]) -> str:
    """The next version of a purpose's wording, by language; tells its number. Earlier versions stay as they are.

    Raises IntegrityError where somebody else has just added that version.
    """
    version = next_version(purpose)
    for language, text in texts.items():
        ConsentText.objects.create(purpose=purpose, version=version, language=language, text=text.strip())
    return version


def next_version(purpose: str) -> str:
    """One more than the highest number so far."""
    versions = ConsentText.objects.filter(purpose=purpose).values_list("version", flat=True).distinct().order_by()
    return str(max((int(version) for version in versions if version.isdecimal()), default=0) + 1)
