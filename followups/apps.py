from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = "Kontakt po rozmowie"

    def ready(self) -> None:
        from followups import receivers  # noqa: F401, PLC0415
