"""``manage.py demo_accounts``: who can log in to the demonstration, and what to try as them."""

import unicodedata

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.actors import system
from accounts.models import User
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.domain.demonstration.people import PASSWORD, SHOWN

WHO = {
    "sishui": gettext_lazy("clerk, Sishui housing bureau"),
    "sishui_cg": gettext_lazy("clerk, Sishui urban management"),
    "sishui_lead": gettext_lazy("lead of Sishui"),
    "weishan": gettext_lazy("clerk, Weishan housing bureau"),
    "weishan_lead": gettext_lazy("lead of Weishan"),
    "chengguan": gettext_lazy("clerk, municipal urban management"),
    "zhujian": gettext_lazy("lead of the city's own figures"),
    "checker": gettext_lazy("checker, municipal water affairs"),
    "nengyuan": gettext_lazy("checker, municipal energy bureau"),
    "reviewer": gettext_lazy("reviewer, municipal housing bureau"),
    "leader": gettext_lazy("leader"),
    "planner": gettext_lazy("plan manager"),
    "sysadmin": gettext_lazy("system administrator"),
    "secadmin": gettext_lazy("security administrator"),
    "auditor": gettext_lazy("audit administrator"),
    "newcomer": gettext_lazy("clerk, economic zone, on the first day"),
}
TRY = {
    "sishui": gettext_lazy("finish the estimate of 2026: part three on is empty"),
    "sishui_cg": gettext_lazy("fill the waste figures of 2026"),
    "sishui_lead": gettext_lazy("see which bureau is behind, then submit"),
    "weishan": gettext_lazy("correct the retrofitted area that was returned: 4.34 in the year"),
    "weishan_lead": gettext_lazy("read why 2026 was returned, and submit it again"),
    "chengguan": gettext_lazy("answer the query about the city's own green area"),
    "zhujian": gettext_lazy("see the city's report of 2026 waiting for approval"),
    "checker": gettext_lazy("close the query that Gaoxin answered, then tick the water figures of all areas"),
    "nengyuan": gettext_lazy("see the query that Liangshan has to answer, and the task that was co-signed"),
    "reviewer": gettext_lazy("approve Rencheng or return it, and see who is late"),
    "leader": gettext_lazy("ask why prefabrication missed 2025"),
    "planner": gettext_lazy("see the counties' allocations and the deadlines"),
    "sysadmin": gettext_lazy("keep accounts; see no figures"),
    "secadmin": gettext_lazy("see who may do what"),
    "auditor": gettext_lazy("read the journal"),
    "newcomer": gettext_lazy("choose a password, then begin the report of 2026"),
}


class Command(BaseCommand):
    """Print the accounts as a plain table; nothing where the data are no demonstration."""

    help = "Print the accounts of the demonstration; nothing on any other installation."

    def handle(self, *args: object, **options: object) -> None:
        """Print the table."""
        if not clock.is_demo():
            return
        with acting_as(system("demo_accounts")):
            waiting = set(User.objects.filter(must_change_password=True).values_list("username", flat=True))
        rows = [(_("account"), _("password"), _("who"), _("try"))]
        for person in SHOWN:
            is_known = not person.is_new or person.username in waiting
            password = PASSWORD if is_known else _("(chosen by themselves)")
            rows.append((person.username, password, str(WHO[person.username]), str(TRY[person.username])))
        widths = [max(_width(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
            self.stdout.write("  ".join([*padded, row[3]]))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: two for each Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
