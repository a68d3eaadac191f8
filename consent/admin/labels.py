"""Colours of the console's labels."""

from consent.models.audit import Action
from consent.models.request import RequestState

ACTION_COLOURS: dict[str, str] = {
    Action.OPT_IN_REQUESTED: "info",
    Action.OPT_IN: "success",
    Action.ADDRESS_CHANGED: "warning",
    Action.UNSUBSCRIBE: "warning",
    Action.REVOKE: "danger",
    Action.RESTORE: "success",
    Action.RESTRICT: "warning",
    Action.EXPORT: "primary",
    Action.ERASURE: "danger",
    Action.ANONYMISE: "info",
    Action.ADMIN_NOTE: "",
    Action.FOLLOWUP_SENT: "primary",
    Action.COPY_ERASED: "success",
}
STATE_COLOURS: dict[str, str] = {
    RequestState.RECEIVED: "info",
    RequestState.IN_PROGRESS: "warning",
    RequestState.DONE: "success",
    RequestState.REFUSED: "",
}
