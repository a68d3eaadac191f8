"""What the chatbot tells the apps above it, inside the transaction of the change."""

from django.dispatch import Signal

# The visitor gave another address than before. Sent with `conversation` (its row is locked), `previous` (the old address or
# None) and `now`. Consent belongs to an address: whoever keeps consents ends those of the old one.
email_changed = Signal()

# The visitor has written to a conversation that was there before. Sent with `conversation` and `now`.
visitor_wrote = Signal()

# Conversations keep no contact data any more: anonymised, or emptied by an erasure that keeps a won lead. Sent with
# `conversation_ids`, whose rows are locked.
anonymised = Signal()
