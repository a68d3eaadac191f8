from django.http import HttpRequest

from consent.models.audit import Source
from consent.services.origin import Origin
from novahouse.web.client_address import client_address


def origin_of(request: HttpRequest, source: Source) -> Origin:
    return Origin(source, client_address(request), request.headers.get("User-Agent"))
