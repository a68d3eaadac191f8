"""Django's own models in the console's look."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_apscheduler.admin import DjangoJobAdmin, DjangoJobExecutionAdmin
from django_apscheduler.models import DjangoJob, DjangoJobExecution
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

for model in (User, Group, DjangoJob, DjangoJobExecution):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass


class _RecordOfTheScheduler:
    """What the scheduler writes about its jobs is read here, and changed by nobody."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the sidebar leads here; the start page of the console is for people's work

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(DjangoJob)
class JobAdmin(_RecordOfTheScheduler, DjangoJobAdmin, ModelAdmin):
    actions = None


@admin.register(DjangoJobExecution)
class JobExecutionAdmin(_RecordOfTheScheduler, DjangoJobExecutionAdmin, ModelAdmin):
    actions = None
