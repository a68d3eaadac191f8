"""What the database refuses: the rules of the trail, its head and the wordings, as triggers for SQLite and PostgreSQL."""

from dataclasses import dataclass

TABLE = "consent_consentauditlog"
HEAD = "consent_audithead"
TEXTS = "consent_consenttext"
TABLES = (TABLE, HEAD, TEXTS)

_APPEND_ONLY = "the consent audit log is append-only"
_MOVES_ON = "the head of the consent audit log only moves on"
_IMMUTABLE = "the wording of a consent is never changed"

_FIXED = (
    "id created_at action purpose source conversation_id lead_id text_version text_language text_hash details commitment "
    "address_commitment previous_hash hash"
).split()
_CLEAR = "email ip_address user_agent reason salt".split()
_ADDRESS = "email_hmac address_salt".split()

# Appends write several rows before they move the head: a row follows the head, or a row beyond the head.
_FOLLOWS = f"""(
    EXISTS (SELECT 1 FROM {HEAD} WHERE NEW.id = last_id + 1 AND NEW.previous_hash = last_hash)
    OR EXISTS (
        SELECT 1 FROM {HEAD} JOIN {TABLE} AS earlier ON earlier.id = NEW.id - 1
        WHERE earlier.id > last_id AND earlier.hash = NEW.previous_hash
    )
)"""  # noqa: S608  (names of our own)
# An append moves the end, an anchor notes what was anchored; the one leaves alone what the other writes.
_HEAD_MOVES_ON = """NEW.id = OLD.id AND (
    (NEW.last_id > OLD.last_id AND NEW.anchored_count = OLD.anchored_count AND NEW.anchor_signature = OLD.anchor_signature)
    OR (NEW.last_id = OLD.last_id AND NEW.last_hash = OLD.last_hash AND NEW.anchored_count >= OLD.anchored_count)
)"""
_SAME_TEXT = f"""EXISTS (
    SELECT 1 FROM {TEXTS} AS kept WHERE kept.id = NEW.id
    OR (kept.purpose = NEW.purpose AND kept.version = NEW.version AND kept.language = NEW.language)
)"""  # noqa: S608


@dataclass(frozen=True)
class Rule:
    """A trigger that refuses `event` on `table` where `refused` holds."""

    name: str
    table: str
    event: str
    refused: str
    message: str

    def sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.refused} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def postgres(self) -> tuple[str, str]:
        goes_on = "OLD" if self.event == "DELETE" else "NEW"
        function = (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.refused} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'restrict_violation'; END IF; "
            f"RETURN {goes_on}; END $$"
        )
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        trigger = (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH {each} EXECUTE FUNCTION {self.name}()"
        )
        return function, trigger


def rules(vendor: str) -> list[Rule]:
    """All triggers there should be on this kind of database."""
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    always = "TRUE" if vendor == "postgresql" else "1"
    common = [
        Rule("consent_audit_no_update", TABLE, "UPDATE", f"NOT ({_is_redaction(same)})", _APPEND_ONLY),
        Rule("consent_audit_no_delete", TABLE, "DELETE", always, _APPEND_ONLY),
        Rule("consent_audit_next", TABLE, "INSERT", f"NOT {_FOLLOWS}", _APPEND_ONLY),
        Rule("consent_audit_head", HEAD, "UPDATE", f"NOT ({_HEAD_MOVES_ON})", _MOVES_ON),
        Rule("consent_audit_head_no_delete", HEAD, "DELETE", always, _MOVES_ON),
        Rule("consent_audit_head_once", HEAD, "INSERT", f"EXISTS (SELECT 1 FROM {HEAD})", _MOVES_ON),  # noqa: S608
        Rule("consent_text_no_update", TEXTS, "UPDATE", always, _IMMUTABLE),
        Rule("consent_text_no_delete", TEXTS, "DELETE", always, _IMMUTABLE),
    ]
    if vendor == "postgresql":
        return [
            *common,
            Rule("consent_audit_no_truncate", TABLE, "TRUNCATE", always, _APPEND_ONLY),
            Rule("consent_audit_head_no_truncate", HEAD, "TRUNCATE", always, _MOVES_ON),
            Rule("consent_text_no_truncate", TEXTS, "TRUNCATE", always, _IMMUTABLE),
        ]
    # INSERT OR REPLACE removes the row that is in its way without asking a DELETE trigger.
    return [
        *common,
        Rule("consent_audit_no_replace", TABLE, "INSERT", f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)", _APPEND_ONLY),  # noqa: S608
        Rule("consent_text_no_replace", TEXTS, "INSERT", _SAME_TEXT, _IMMUTABLE),
    ]


def _is_redaction(same: str) -> str:
    """True for the one change allowed: clear columns nulled together with their salt, later the address's hash as well."""

    def unchanged(columns: list[str]) -> str:
        return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in columns)

    def gone(columns: list[str]) -> str:
        return " AND ".join(f"NEW.{column} IS NULL" for column in columns)

    return (
        f"{unchanged(_FIXED)} AND (({unchanged(_CLEAR)}) OR ({gone(_CLEAR)})) "
        f"AND (({unchanged(_ADDRESS)}) OR ({gone(_ADDRESS + _CLEAR)}))"
    )
