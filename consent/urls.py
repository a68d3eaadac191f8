from django.urls import path
from django.views.generic import View

from consent.pages.consents import ConfirmPage, RestorePage
from consent.pages.notice import privacy_notice
from consent.pages.rodo import ErasePage, ExportPage
from consent.pages.withdraw import RevokePage, UnsubscribePage
from consent.pages.your_data import YourDataPage

_LINK_PAGES: list[tuple[str, type[View], str]] = [
    ("unsubscribe", UnsubscribePage, "unsubscribe-page"),
    ("revoke-consent", RevokePage, "revoke-consent-page"),
    ("confirm-consent", ConfirmPage, "confirm-consent-page"),
    ("restore-consent", RestorePage, "restore-consent-page"),
    ("rodo/export", ExportPage, "rodo-export-page"),
    ("rodo/erase", ErasePage, "rodo-erase-page"),
]

urlpatterns = [
    path("prywatnosc/", privacy_notice, name="privacy-notice"),
    path("prywatnosc/twoje-dane/", YourDataPage.as_view(), name="your-data"),
    *(path(f"{address}/<path:token>/", view.as_view(), name=name) for address, view, name in _LINK_PAGES),
    # A mail program may have cut the last slash off; a redirect would lose the click.
    *(path(f"{address}/<path:token>", view.as_view()) for address, view, _ in _LINK_PAGES),
]
