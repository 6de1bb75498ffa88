"""Offices, people, roles and tokens: settings, each change journalled in the settings stream."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

OFFICE_KINDS = ["bureau", "branch", "council", "hotline", "station", "mediation", "department"]


class Office(models.Model):
    """One office of the tree; `areas` lists the region codes it is competent for, separated by blanks."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="")
    kind = models.CharField(max_length=20, default="branch")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    areas = models.TextField(default="", blank=True)
    is_intake = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "store_office"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(kind__in=OFFICE_KINDS), name="office_kind"),
        ]


class PersonManager(BaseUserManager["Person"]):
    """Finds people by sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by sign-in name; raises Person.DoesNotExist."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Someone who signs in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    must_use_second_factor = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    is_large_text = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        db_table = "store_person"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Say no: permissions live in operations.access."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Say no: permissions live in operations.access."""
        return False


class Role(models.Model):
    """A role that a person holds in an office."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)

    class Meta:
        db_table = "store_role"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["person", "role", "office"], name="role_once"),
        ]


class Token(models.Model):
    """A machine's token: only its digest is kept."""

    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.TextField()
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_token"


class SavedView(models.Model):
    """A worklist filter that a person keeps."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    query = models.TextField()

    class Meta:
        db_table = "store_savedview"


class SettingEvent(models.Model):
    """A change of settings (offices, roles, rules): a chained stream of its own."""

    seq = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    data = models.TextField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "store_settingevent"
