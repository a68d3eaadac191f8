"""gunicorn's access log, where an operator turns it on, without session ids and addresses of persons."""

from typing import Any

from gunicorn.glogging import Logger

from novahouse.web.log_masking import mask

_ATOMS_WITH_ADDRESS = ("r", "U", "q", "f")  # request line, path, query, referrer


class MaskedLogger(Logger):
    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        for name in _ATOMS_WITH_ADDRESS:
            if isinstance(atoms.get(name), str):
                atoms[name] = mask(atoms[name])
        return atoms
