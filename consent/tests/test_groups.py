"""The two groups that the product comes with, and what each may and may not do."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from consent.admin.person_link import person_link
from consent.models import (
    AuditVerification,
    ConsentAuditLog,
    ConsentText,
    DataSubjectRequest,
    RetentionLedger,
    Revocation,
    Suppression,
)
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person

OFFICERS, SELLERS = "Inspektor ochrony danych", "Sprzedaż"
CHAT = "/admin/chatbot/"


def of_group(name: str) -> Client:
    user = User.objects.create_user(f"member of {name}", is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(db: None) -> Client:
    return of_group(OFFICERS)


@pytest.fixture
def seller(db: None) -> Client:
    return of_group(SELLERS)


@pytest.fixture
def talk(db: None) -> ChatConversation:
    now = timezone.now()
    talk = ChatConversation.objects.create(started_at=now, last_message_at=now, email="anna@example.com", name="Anna Nowak")
    Lead.objects.create(conversation=talk, email="anna@example.com", name="Anna Nowak")
    return talk


def consent_pages() -> list[str]:
    """Every address of the console below /admin/consent/, as the URL table has it."""
    filled = {"object_id": "1", "token": person_link(Person(email="anna@example.com")).split("/")[-2]}
    names = get_resolver().namespace_dict["admin"][1].reverse_dict
    ours = [name for name in names if isinstance(name, str) and name.startswith("consent_")]
    return ["/admin/" + template % filled for name in ours for template, _ in names.getlist(name)[0][0]]


@pytest.mark.django_db
def test_the_groups_may_do_what_their_work_needs_and_no_more() -> None:
    def permissions(name: str) -> set[str]:
        """Without those of the app above, which adds and tests its own."""
        given = Group.objects.get(name=name).permissions.exclude(content_type__app_label="followups")
        return {f"{app}.{codename}" for app, codename in given.values_list("content_type__app_label", "codename")}

    assert permissions(SELLERS) == {
        "chatbot.view_chatconversation",
        "chatbot.change_chatconversation",
        "chatbot.view_lead",
        "chatbot.change_lead",
        "chatbot.view_knowledgeentry",
    }
    officers = permissions(OFFICERS)
    assert {one for one in officers if ".view_" not in one} == {
        "consent.add_consenttext",
        "consent.add_datasubjectrequest",
        "consent.change_datasubjectrequest",
    }
    assert {"consent.view_consentauditlog", "integrations.view_outboxmessage", "chatbot.view_lead"} < officers


@pytest.mark.django_db
def test_running_the_migration_again_keeps_what_an_administrator_changed() -> None:
    sellers = Group.objects.get(name=SELLERS)
    sellers.permissions.clear()
    Group.objects.get(name=OFFICERS).delete()
    migration = import_module("consent.migrations.0003_groups")
    as_then = MigrationExecutor(connection).loader.project_state(("consent", "0003_groups")).apps
    migration.add_the_groups(as_then, SimpleNamespace(connection=connection))
    assert not sellers.permissions.exists()
    assert Group.objects.get(name=OFFICERS).permissions.count() > 10


@pytest.fixture
def one_of_each(talk: ChatConversation) -> None:
    now = timezone.now()
    with transaction.atomic():
        audit_append([Entry(Action.OPT_IN, Origin(Source.API), email=talk.email)], now=now)
    DataSubjectRequest.objects.create(pk=1, kind="erase", channel="post", received_at=now, due_on=now.date(), email=talk.email)
    RetentionLedger.objects.create(pk=1, run_at=now, rule="conversations", removed=1, overdue=0)
    Suppression.objects.create(pk=1, email_hmac="a" * 64, created_at=now)
    Revocation.objects.create(pk=1, email_hmac="a" * 64, revoked_at=now)
    AuditVerification.objects.create(pk=1, verified_at=now, rows=1)


def test_sales_is_refused_on_every_page_of_data_protection(seller: Client, one_of_each: None) -> None:
    pages = list(consent_pages())
    assert len(pages) > 30
    for page in pages:
        assert seller.get(page).status_code in (403, 405), page
        assert seller.post(page).status_code == 403, page
    assert seller.get("/admin/integrations/outboxmessage/").status_code == 403
    assert ConsentAuditLog.objects.count() == 1
    assert not ConsentText.objects.filter(version="2").exists()


def test_sales_sees_no_link_to_data_protection(seller: Client, talk: ChatConversation) -> None:
    for path in ("/admin/", f"{CHAT}chatconversation/", f"{CHAT}lead/", f"{CHAT}chatconversation/{talk.pk}/change/"):
        page = seller.get(path).content.decode()
        assert "/admin/consent/" not in page
        assert "Ochrona danych" not in page or "Dziennik zgód" not in page


def test_sales_does_its_work(seller: Client, talk: ChatConversation) -> None:
    lead = Lead.objects.get()
    assert "Anna Nowak" in seller.get(f"{CHAT}chatconversation/").content.decode()
    assert seller.get(f"{CHAT}knowledgeentry/").status_code == 200
    assert seller.post(f"{CHAT}lead/{lead.pk}/change/", {"status": "contacted"}).status_code == 302
    lead.refresh_from_db()
    assert lead.status == LeadStatus.CONTACTED
    assert seller.post(f"{CHAT}chatconversation/{talk.pk}/end/").status_code == 302
    talk.refresh_from_db()
    assert talk.ended_at is not None


def test_sales_edits_neither_knowledge_nor_accounts(seller: Client, talk: ChatConversation) -> None:
    assert seller.get(f"{CHAT}knowledgeentry/add/").status_code == 403
    assert seller.post(f"{CHAT}chatconversation/{talk.pk}/change/", {"email": "x@example.com"}).status_code == 403
    assert seller.get("/admin/auth/user/").status_code == 403


def test_sales_does_not_see_who_withdrew(seller: Client, talk: ChatConversation) -> None:
    ChatConversation.objects.update(restricted_at=timezone.now())
    lead = Lead.objects.get()
    for model, pk in (("chatconversation", talk.pk), ("lead", lead.pk)):
        for query in ({}, {"q": "anna@example.com"}, {"q": str(talk.session_id)}):
            assert list(seller.get(f"{CHAT}{model}/", query).context["cl"].result_list) == []
        page = seller.get(f"{CHAT}{model}/{pk}/change/", follow=True).content.decode()
        assert "Anna Nowak" not in page
    assert seller.post(f"{CHAT}chatconversation/{talk.pk}/end/").status_code == 404
    seller.post(f"{CHAT}lead/{lead.pk}/change/", {"status": "won"})
    lead.refresh_from_db()
    talk.refresh_from_db()
    assert (lead.status, talk.ended_at) == (LeadStatus.NEW, None)


def test_the_officer_sees_who_withdrew(officer: Client, admin_client: Client, talk: ChatConversation) -> None:
    ChatConversation.objects.update(restricted_at=timezone.now())
    for client in (officer, admin_client):
        for model in ("chatconversation", "lead"):
            assert len(client.get(f"{CHAT}{model}/").context["cl"].result_list) == 1


def test_the_officer_does_no_sales(officer: Client, talk: ChatConversation) -> None:
    lead = Lead.objects.get()
    page = officer.get(f"{CHAT}lead/{lead.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert officer.post(f"{CHAT}lead/{lead.pk}/change/", {"status": "won"}).status_code == 403
    assert "Zakończ rozmowę" not in officer.get(f"{CHAT}chatconversation/{talk.pk}/change/").content.decode()
    assert officer.post(f"{CHAT}chatconversation/{talk.pk}/end/").status_code == 403
    assert officer.get(f"{CHAT}knowledgeentry/").status_code == 403
    lead.refresh_from_db()
    talk.refresh_from_db()
    assert (lead.status, talk.ended_at) == (LeadStatus.NEW, None)


def test_every_link_of_the_sidebar_can_be_followed(officer: Client, seller: Client, admin_client: Client) -> None:
    for client, least in ((officer, 11), (seller, 3), (admin_client, 15)):
        groups = client.get("/admin/").context["sidebar_navigation"]
        links = [item["link"] for group in groups for item in group["items"] if item["has_permission"]]
        assert len(links) >= least
        for link in links:
            assert client.get(link).status_code == 200, link
