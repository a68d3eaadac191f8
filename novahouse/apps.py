from django.apps import AppConfig


class NovaHouseConfig(AppConfig):
    name = "novahouse"
    verbose_name = "NovaHouse Chat"

    def ready(self) -> None:
        from novahouse import checks  # noqa: F401, PLC0415  (registers the system checks)
        from novahouse.scheduler.names import name_in_polish  # noqa: PLC0415

        name_in_polish()
