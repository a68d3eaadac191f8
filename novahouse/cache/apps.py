from django.apps import AppConfig


class CacheConfig(AppConfig):
    name = "novahouse.cache"
    label = "fallback_cache"
    verbose_name = "Pamięć podręczna"
