from django.urls import path

from followups.pages.why import WhyPage

urlpatterns = [
    path("why/<path:token>/", WhyPage.as_view(), name="why-page"),
    # A mail program may have cut the last slash off; a redirect would lose the click.
    path("why/<path:token>", WhyPage.as_view()),
]
