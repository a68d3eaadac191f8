"""The address of a person's page in the console, encrypted: no log and no browser history tells whom it is about."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from consent.services.links import BadLink, LinkKind
from consent.services.person import Person
from novahouse.privacy.email_address import normalise_email

PAGE = "admin:consent_consentauditlog_person"
_PERSON = LinkKind("console person", PAGE, timedelta(hours=12))  # a working day, as a login lasts


def person_token(person: Person) -> str:
    return _PERSON.token(timezone.now(), e=person.email)


def person_link(person: Person, page: str = PAGE) -> str:
    return reverse(page, args=[person_token(person)])


def read_person(token: str, now: datetime) -> Person:
    """Raises BadLink."""
    try:
        return Person(email=normalise_email(_PERSON.read(token, now)["e"]))
    except (KeyError, ValueError) as error:
        raise BadLink from error
