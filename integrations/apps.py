from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integracje"

    def ready(self) -> None:
        from integrations.mail.delivery import deliver_mail  # noqa: PLC0415  (needs the models)
        from integrations.models import Destination  # noqa: PLC0415
        from integrations.outbox.destinations import register  # noqa: PLC0415

        register(Destination.MAIL, deliver_mail)
