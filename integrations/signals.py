"""What the outbox tells the apps above it, inside the transaction that marks a message."""

from django.dispatch import Signal

# A message arrived. Sent with `message` (an OutboxMessage as it was claimed, its payload still there) and `external_id`.
delivered = Signal()
