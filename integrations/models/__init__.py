from integrations.models.breaker import BreakerChange, BreakerState, BreakerStatus
from integrations.models.outbox import Destination, OutboxMessage, Status

__all__ = ["BreakerChange", "BreakerState", "BreakerStatus", "Destination", "OutboxMessage", "Status"]
