from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation

from novahouse import health, pages

urlpatterns = [
    path("", pages.start, name="start"),
    path("", include("consent.urls")),
    path("", include("followups.urls")),
    path("admin/", admin.site.urls),
    path("api/chatbot/", include("chatbot.api.urls")),
    path("api/", include("consent.api.urls")),
    path("api/health", health.HealthView.as_view(), name="health"),
    path("api/health/deep", health.DeepHealthView.as_view(), name="health-deep"),
    # YAML, or JSON with ?format=json or by Accept: the one endpoint that negotiates
    path("api/schema/", SpectacularAPIView.as_view(content_negotiation_class=DefaultContentNegotiation), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]

handler400 = "novahouse.web.errors.bad_request"
handler403 = "novahouse.web.errors.permission_denied"
handler404 = "novahouse.web.errors.not_found"
handler500 = "novahouse.web.errors.server_error"
