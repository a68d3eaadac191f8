"""Reading and answering JSON, whatever arrives."""

import json
from collections.abc import Iterable
from typing import IO, Any

from django.conf import settings
from rest_framework import exceptions, status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_DRAIN_BYTES = 1024 * 1024


class PayloadTooLarge(exceptions.APIException):
    """The body is larger than MAX_BODY_BYTES."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than 32 KiB."
    default_code = "payload_too_large"


class BoundedJSONParser(BaseParser):
    """JSON of at most MAX_BODY_BYTES: strict UTF-8, no NaN or Infinity, and no depth that exhausts the parser."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(settings.MAX_BODY_BYTES + 1)
        if len(body) > settings.MAX_BODY_BYTES:
            # A connection closed on unread bytes is reset, and the client may never see the answer.
            stream.read(_DRAIN_BYTES)
            raise PayloadTooLarge
        try:
            return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON (RFC 8259)")


class JSONOnly(BaseContentNegotiation):
    """Answers are JSON whatever Accept says: a browser or curl gets the answer, not a 406."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        content_type = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
