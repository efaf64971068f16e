"""Celery's part: mailing what changed in a week."""

from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils.translation import override

from accounts.domain.actors import system
from accounts.queries import clock
from dashboards.figures.digests import letter
from dashboards.queries.digests import digest_of
from dashboards.queries.scopes import Asked, scope_of
from progress.domain.digests import Letter, Week
from progress.services import digest_mails
from progress.services.digest_mails import Reader
from reports.forms.naming import sample_words
from targets.models import Plan


@shared_task(name="dashboards.mail_digests", ignore_result=True)
def mail_digests() -> None:
    """Mail the weekly digests that are due, to whom has none yet; once an hour."""
    digest_mails.deliver(compose=compose, actor=system("digests"), now=clock.now())


def compose(plan: Plan, week: Week, reader: Reader, now: datetime) -> Letter | None:
    """Write a plan's digest of a week to a reader in their language; None where nothing changed.

    Args:
        plan: the reader's.
        week: one that is over.
        reader: who is acting now: they are told what they may see.
        now: the clock.
    """
    with override(reader.language):
        scope = scope_of(Asked(), actor=reader.actor, now=now, language=reader.language)
        if scope is None or scope.plan != plan:
            return None
        digest = digest_of(scope, week, scope.home, actor=reader.actor)
        if digest.is_quiet:
            return None
        sample = sample_words(is_demo=clock.is_demo())
        return letter(digest, name=reader.name, site=settings.SITE_URL, sample=sample)
