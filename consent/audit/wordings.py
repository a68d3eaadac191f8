"""Do the wordings still say what people agreed to? There are few of them, so all are read."""

import hashlib

from consent.models import ConsentText


def known_wordings() -> set[str]:
    """The hashes of all wordings."""
    return set(ConsentText.objects.values_list("hash", flat=True))


def changed_wording() -> int | None:
    """The number of the first wording whose text does not fit its hash."""
    texts = ConsentText.objects.order_by("pk").values_list("pk", "text", "hash")
    return next((pk for pk, text, digest in texts.iterator() if hashlib.sha256(text.encode()).hexdigest() != digest), None)
