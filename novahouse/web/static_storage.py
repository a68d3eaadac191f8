"""How collected static files are named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Compressed files with a hash in their name, also where one JavaScript module imports another.

    Files with a hash are cached for years. Django leaves `import ... from "./view.js"` alone unless asked: the name without a
    hash then stays in the module, and after an update a browser may join an old module with a new one. The rewriting needs a
    semicolon after each import, no circle, and a chain of imports no longer than its five passes can follow.
    https://docs.djangoproject.com/en/5.2/ref/contrib/staticfiles/#manifeststaticfilesstorage
    """

    support_js_module_import_aggregation = True
