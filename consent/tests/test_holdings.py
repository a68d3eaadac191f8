"""Every field that can hold text is declared: as a person's data, or as none."""

from collections.abc import Iterable, Mapping

import pytest
from django.apps import apps
from django.db import models

from consent.services.holdings import holdings, personal_data
from novahouse.privacy.holding import WHOLLY

OUR_APPS = ("novahouse", "integrations", "chatbot", "consent", "followups")
HOLDS_TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
    models.FileField,
    models.UUIDField,
)
Declared = Mapping[str, Iterable[str]]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.partition(".")[0] in OUR_APPS]


def personal() -> dict[str, set[str]]:
    return {holding.model: set(holding.fields) for holding in holdings()}


def impersonal() -> dict[str, set[str]]:
    return {model: set(fields) for module in personal_data() for model, fields in module.IMPERSONAL.items()}


def undeclared(all_models: Iterable[type[models.Model]], personal: Declared, impersonal: Declared) -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in all_models
        if impersonal.get(model._meta.label) != set(WHOLLY)
        for field in model._meta.concrete_fields
        if isinstance(field, HOLDS_TEXT)
        and field.name not in {*personal.get(model._meta.label, ()), *impersonal.get(model._meta.label, ())}
    ]


def test_every_field_that_can_hold_text_is_declared() -> None:
    assert undeclared(our_models(), personal(), impersonal()) == []


@pytest.mark.parametrize("model", sorted({*personal(), *impersonal()}))
def test_a_model_that_is_not_declared_is_found(model: str) -> None:
    without = undeclared(
        our_models(),
        {name: fields for name, fields in personal().items() if name != model},
        {name: fields for name, fields in impersonal().items() if name != model},
    )
    assert without
    assert all(field.startswith(f"{model}.") for field in without)


def test_a_field_that_is_not_declared_is_found() -> None:
    without = undeclared(our_models(), personal(), {**impersonal(), "chatbot.Lead": {"status"}})
    assert without == ["chatbot.Lead.basis"]


def test_what_is_declared_is_there_and_declared_once() -> None:
    fields = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in our_models()}
    for declared in (personal(), impersonal()):
        assert {model: names - fields[model] for model, names in declared.items() if names != set(WHOLLY)} == {
            model: set() for model, names in declared.items() if names != set(WHOLLY)
        }
    assert not [model for model in personal() if personal()[model] & impersonal().get(model, set())]
    assert len(holdings()) == len(personal())
