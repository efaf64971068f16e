"""Which figures an actor may see: the first lock; row-level security is the second."""

from typing import Self

from django.db import models

from accounts.domain.actors import Actor
from accounts.models import Area


class FigureQuerySet(models.QuerySet):
    """Rows of an area (figures, judgements, sizes), as far as one may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The city's offices: all. Filers: their own area and the areas above it. Others: none."""
        if actor.is_municipal:
            return self
        if not actor.is_filer:
            return self.none()
        return self.filter(area_id__in=own_and_above(actor))


def own_and_above(actor: Actor) -> list[int]:
    """Primary keys of a filer's area and of every area above it."""
    parents = dict(Area.objects.values_list("pk", "parent_id"))
    chain, area = [], actor.area_id
    while area is not None and area not in chain:
        chain.append(area)
        area = parents.get(area)
    return chain
