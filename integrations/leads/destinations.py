"""Who is told of leads, as the settings say."""

from django.conf import settings


def lead_destinations() -> list[str]:
    """The names of those that are configured; empty where leads reach nobody."""
    configured = {
        "Slack": bool(settings.SLACK_WEBHOOK_URL),
        "monday.com": bool(settings.MONDAY_API_KEY and settings.MONDAY_BOARD_ID),
        "e-mail": bool(settings.LEADS_EMAIL),
    }
    return [name for name, is_on in configured.items() if is_on]
