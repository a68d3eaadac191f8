from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integracje"

    def ready(self) -> None:
        """Who sends to which destination, and what a service does about copies of persons: all of it needs the models."""
        from integrations import copies  # noqa: PLC0415
        from integrations.breakers import mail_breaker, monday_breaker, slack_breaker  # noqa: PLC0415
        from integrations.mail.delivery import deliver_mail  # noqa: PLC0415
        from integrations.models import Destination  # noqa: PLC0415
        from integrations.monday.delivery import deliver_monday  # noqa: PLC0415
        from integrations.monday.outgoing import monday_item_remove  # noqa: PLC0415
        from integrations.outbox.destinations import register  # noqa: PLC0415
        from integrations.slack.delivery import deliver_slack  # noqa: PLC0415

        register(Destination.MAIL, deliver_mail, mail_breaker.rests_until, mail_breaker.is_probing)
        register(Destination.SLACK, deliver_slack, slack_breaker.rests_until, slack_breaker.is_probing)
        register(Destination.MONDAY, deliver_monday, monday_breaker.rests_until, monday_breaker.is_probing)
        copies.register("monday", monday_item_remove)
