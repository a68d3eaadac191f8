from prometheus_client import Counter, Gauge

RATE_LIMITED = Counter("novahouse_rate_limited", "Requests refused with 429", ["limit"])
CACHE_FALLBACK = Gauge("novahouse_cache_fallback", "1 while this process uses the database in place of Redis")
