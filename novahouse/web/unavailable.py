"""Is the database unavailable for a while, or is it our mistake?

A restart, a full disk, too many connections, a database switched to read-only: trying again later helps, and the visitor is
told so. Anything else (a missing table, a wrong statement) is a fault of ours, and stays an error with its traceback.
"""

import sqlite3

from django.db import Error, InterfaceError, OperationalError

# https://www.postgresql.org/docs/15/errcodes-appendix.html: connection, insufficient resources, operator intervention,
# system error, roll-back by the server, lock not available; and "read-only transaction" of a server that is a standby.
_CLASSES = {"08", "53", "57", "58", "40", "55"}
_READ_ONLY = "25006"
# https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def is_unavailability(error: BaseException | None) -> bool:
    """Whether this error of Django's database layer passes by itself, or once somebody has made room."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE  # the low byte is the kind, the rest its flavour
    code = getattr(cause, "pgcode", None)
    if code is None:  # the connection could not be made, or broke
        return isinstance(error, InterfaceError | OperationalError)
    return code == _READ_ONLY or code[:2] in _CLASSES
