"""`MONDAY_COLUMNS` as its parts: which column of the board takes what of a lead. Pure: the settings are read with it."""

import re
from dataclasses import dataclass

TYPES = ("text", "long_text", "email", "phone", "numbers", "status", "link")
_ID = re.compile(r"[A-Za-z0-9_]{1,40}")


@dataclass(frozen=True)
class Column:
    """A column by its id on the board, and by its type, which decides how a value is written."""

    id: str
    type: str


# What a lead has to say, each into a column of this id and type. docs/integrations.md
DEFAULTS = {
    "reference": Column("lead_id", "text"),
    "email": Column("email", "email"),
    "phone": Column("phone", "phone"),
    "city": Column("city", "text"),
    "area": Column("area", "numbers"),
    "package": Column("package", "text"),
    "budget": Column("budget", "numbers"),
    "property": Column("property", "text"),
    "score": Column("score", "numbers"),
    "status": Column("lead_status", "status"),
    "link": Column("chat", "link"),
}


def parse_columns(text: str) -> dict[str, Column]:
    """The defaults, changed by `what=column` or `what=column:type`; `what=` leaves a thing out, but for the reference.

    Raises ValueError that says what is wrong, without a value in it.
    """
    columns = dict(DEFAULTS)
    for part in filter(None, (part.strip() for part in text.split(","))):
        what, equals, target = part.partition("=")
        column_id, colon, column_type = target.partition(":")
        if not equals or what not in DEFAULTS:
            raise ValueError(f"names something other than {', '.join(DEFAULTS)}")
        if not column_id and not colon and what != "reference":
            columns.pop(what, None)
        elif _ID.fullmatch(column_id) and (column_type or not colon) and (column_type or DEFAULTS[what].type) in TYPES:
            columns[what] = Column(column_id, column_type or DEFAULTS[what].type)
        else:
            raise ValueError(f"has no column id, or a type other than {', '.join(TYPES)}, for {what}")
    return columns
