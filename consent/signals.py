"""What consent tells the apps above it, inside the transaction of the change."""

from django.dispatch import Signal

# No marketing from now on about these conversations: unsubscribed, revoked, restricted, or with another address. Sent with
# `conversation_ids`, whose rows are locked, and `now`. Before the audit row, which comes last.
marketing_ended = Signal()
