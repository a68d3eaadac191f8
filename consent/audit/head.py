from consent.models import AuditHead


def read_head() -> AuditHead | None:
    """The one head of the trail; None where it is missing or there are several: only the table's owner can do that."""
    heads = list(AuditHead.objects.all()[:2])
    return heads[0] if len(heads) == 1 else None
