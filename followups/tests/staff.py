"""Who of the staff looks at follow-ups in the tests of the console."""

from django.contrib.auth.models import Group, Permission, User
from django.test import Client

OFFICERS, SELLERS = "Inspektor ochrony danych", "Sprzedaż"
FOLLOWUPS = "/admin/followups/"
PLAN = f"{FOLLOWUPS}followupevent/plan/"
EVENTS = f"{FOLLOWUPS}followupevent/"
TEXTS = f"{FOLLOWUPS}followuptext/"
PAUSE, RESUME = f"{EVENTS}wstrzymaj/", f"{EVENTS}wznow/"


def member_of(group: str, email: str = "") -> Client:
    user = User.objects.create_user(f"member of {group}", email, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return browser_of(user)


def staff_who_may(*permissions: str, name: str = "zofia", email: str = "") -> Client:
    """`permissions` as app.codename; none of them: somebody with a login and nothing else."""
    user = User.objects.create_user(name, email, is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return browser_of(user)


def superuser(email: str = "") -> Client:
    return browser_of(User.objects.create_superuser("admin", email))


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def html(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()
