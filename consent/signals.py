"""What consent tells the apps above it, inside the transaction of the change."""

from django.dispatch import Signal

# No marketing from now on about these conversations: unsubscribed, revoked, restricted, anonymised, or with another address.
# Sent with `conversation_ids` (a list, empty for an address that nobody knows), whose rows are locked, and `now`. Before what
# waits in the outbox is touched, and before the audit row, which comes last.
marketing_ended = Signal()
