from typing import Any

from django.http import JsonResponse
from django.utils import timezone


def json_file(document: dict[str, Any]) -> JsonResponse:
    """A person's copy of their data, to be saved and handed over."""
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"novahouse-dane-{timezone.localdate():%Y-%m-%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
