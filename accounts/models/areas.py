"""Where and which office: areas, bureaus and organisations (one model for all levels; ADR 0003)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class Area(models.Model):
    """An administrative area or zone; the tree's depth is the only thing that differs by size.

    ``population_10k`` is in 万人 (resident, end of 2023), ``area_km2`` in km². A switchable
    zone files alone in the years it is on and belongs to ``parent_when_off`` in the others.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province"
        CITY = "city"
        DISTRICT = "district"
        COUNTY = "county"
        COUNTY_LEVEL_CITY = "county_level_city"
        ZONE = "zone"

    code = models.CharField(max_length=12, unique=True)
    code_scheme = models.CharField(max_length=16)
    name_zh = models.CharField(max_length=60)
    short_zh = models.CharField(max_length=20)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    order = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    parent_when_off = models.ForeignKey("self", models.PROTECT, null=True, related_name="zones")
    has_county_town = models.BooleanField(default=False)
    switchable = models.BooleanField(default=False)
    tile_row = models.PositiveSmallIntegerField(null=True)
    tile_column = models.PositiveSmallIntegerField(null=True)
    tile_row_without_zones = models.PositiveSmallIntegerField(null=True)
    tile_column_without_zones = models.PositiveSmallIntegerField(null=True)
    population_10k = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    area_km2 = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            CheckConstraint(name="area_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))),
            CheckConstraint(
                name="area_switchable_zone_names_its_parent_when_off",
                condition=Q(switchable=False) | Q(parent_when_off__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_zh}"


class ZoneSwitch(models.Model):
    """From ``year`` on, a switchable zone files for itself (on) or within its parent (off).

    Without any row a zone is on. The latest row not after a year decides that year.
    """

    zone = models.ForeignKey(Area, models.PROTECT, related_name="switches")
    year = models.PositiveSmallIntegerField()
    is_on = models.BooleanField()

    class Meta:
        constraints = [UniqueConstraint(fields=["zone", "year"], name="zone_switch_is_unique_per_year")]


class Bureau(models.Model):
    """A municipal bureau and, by ``county_suffix``, its counterpart in every county."""

    city = models.ForeignKey(Area, models.PROTECT, related_name="bureaus")
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    plan_name = models.CharField(max_length=60)
    aliases = models.JSONField(default=list)
    short_zh = models.CharField(max_length=20)
    name_en = models.CharField(max_length=160)
    short_en = models.CharField(max_length=60)
    county_suffix = models.CharField(max_length=60)
    coordinates = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["city", "code"], name="bureau_code_is_unique_in_its_city")]

    def __str__(self) -> str:
        return f"{self.code} {self.short_zh}"


class Organisation(models.Model):
    """An area's office of one bureau: the unit that files, reviews and holds accounts."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="organisations")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="organisations")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["area__order", "bureau__order"]
        constraints = [UniqueConstraint(fields=["area", "bureau"], name="organisation_is_one_bureau_of_one_area")]

    def __str__(self) -> str:
        return self.name_zh
