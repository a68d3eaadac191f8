from django.urls import path

from consent.api.consent import ConsentTextsView, ConsentView, ReceiptVerifyView
from consent.api.rodo import RodoEraseView, RodoExportView
from consent.api.withdraw import RevokeConsentView, UnsubscribeStatusView, UnsubscribeView

urlpatterns = [
    path("consent", ConsentView.as_view(), name="consent"),
    path("consent/texts", ConsentTextsView.as_view(), name="consent-texts"),
    path("consent/receipts/verify", ReceiptVerifyView.as_view(), name="consent-receipt-verify"),
    path("unsubscribe", UnsubscribeView.as_view(), name="unsubscribe"),
    path("unsubscribe/status/<str:email>", UnsubscribeStatusView.as_view(), name="unsubscribe-status"),
    path("revoke-consent", RevokeConsentView.as_view(), name="revoke-consent"),
    path("rodo/export", RodoExportView.as_view(), name="rodo-export"),
    path("rodo/erase", RodoEraseView.as_view(), name="rodo-erase"),
]
