from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"
    verbose_name = "Zgody i RODO"

    def ready(self) -> None:
        from consent import checks, receivers  # noqa: F401, PLC0415  (they register themselves once the models are there)
