"""requests as we use it with outside services: one attempt, no redirects, nothing from the environment, its lines watched."""

from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from integrations.http.cut import Cut


class CutSession(requests.Session):
    """A session for one exchange. It knows no proxy and no .netrc, and its certificates are those of certifi."""

    def __init__(self, cut: Cut) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("https://", _CutAdapter(cut))
        self.mount("http://", _CutAdapter(cut))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, ever: also where redirects are not followed requests looks at the target, and first reads the whole body."""


class _CutAdapter(HTTPAdapter):
    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = {"http": partial(_Pool, cut=self._cut), "https": partial(_TlsPool, cut=self._cut)}
        self.poolmanager.pool_classes_by_scheme = pools  # whatever makes a pool will do


class _Connection(HTTPConnection):
    def __init__(self, *args: Any, cut: Cut, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cut = cut

    def _new_conn(self) -> Any:
        return self._cut.watch(super()._new_conn())


class _TlsConnection(_Connection, HTTPSConnection):
    """The line is watched from before the handshake."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
