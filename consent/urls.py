from django.urls import path

from consent.pages import privacy_notice

urlpatterns = [path("", privacy_notice, name="privacy-notice")]
