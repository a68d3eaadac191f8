import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from novahouse.secrets_store import keep_secret, stored_secret

USERNAME = "admin"


class Command(BaseCommand):
    help = "On the first start make an administrator and a key for machine access, and print both once."

    def handle(self, *args: Any, **options: Any) -> None:
        said = []
        if not User.objects.filter(is_superuser=True).exists():
            password = secrets.token_urlsafe(15)
            User.objects.create_superuser(USERNAME, password=password)
            said.append(f"Console: {settings.SITE_URL}/admin/   user: {USERNAME}   password: {password}")
        key_file = settings.VAR_DIR / "admin_api_key"
        if not settings.ADMIN_API_KEY and not stored_secret(key_file):
            said.append(f"ADMIN_API_KEY: {keep_secret(key_file)}")
        if said:
            self.stdout.write("\nMade for you, shown this once:\n  " + "\n  ".join(said) + "\n")
