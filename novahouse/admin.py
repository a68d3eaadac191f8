"""Django's own models in the console's look, and the scheduler's tables."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django_apscheduler import admin as library  # registers its own pages, which are taken down below
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

for model in (User, Group, library.DjangoJob, library.DjangoJobExecution):
    admin.site.unregister(model)

from novahouse.scheduler import admin as scheduler_admin  # noqa: E402, F401  (registers ours in their place)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass
