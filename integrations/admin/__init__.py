from integrations.admin.breakers import BreakerStateAdmin
from integrations.admin.outbox import OutboxMessageAdmin

__all__ = ["BreakerStateAdmin", "OutboxMessageAdmin"]
