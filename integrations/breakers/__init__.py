"""The circuit breakers of the services outside: after five failures in a row a service is left alone for a minute.

Their state is in the database and the same in every process. `slack_breaker.close()` in a shell closes it for all of them.
"""

from integrations.breakers.shared import Resting, SharedBreaker

slack_breaker = SharedBreaker("slack", title="Slack")
monday_breaker = SharedBreaker("monday", title="Monday.com")
mail_breaker = SharedBreaker("mail", title="Mail")


def breakers() -> tuple[SharedBreaker, ...]:
    return slack_breaker, monday_breaker, mail_breaker


__all__ = ["Resting", "SharedBreaker", "breakers", "mail_breaker", "monday_breaker", "slack_breaker"]
