from integrations.models.outbox import Destination, OutboxMessage, Status

__all__ = ["Destination", "OutboxMessage", "Status"]
