"""Seals: what leaves us in a workbook or a page and must come back as it was."""

from collections.abc import Mapping
from typing import Any

from django.core import signing

from accounts.domain.actors import Actor
from reports.domain.entries import ReportKey
from reports.domain.refusals import Refused
from reports.domain.workbooks import Stamp, stamp_of

_STAMP, _PREVIEW = "reports.workbook.stamp", "reports.workbook.preview"
PREVIEW_SECONDS = 12 * 3600
"""As long as a session lasts."""


def sealed_stamp(stamp: Stamp) -> str:
    """Return a workbook's stamp, signed."""
    return signing.dumps(stamp.told(), salt=_STAMP, compress=True)


def opened_stamp(token: str) -> Stamp:
    """Return the stamp of an uploaded workbook.

    Raises:
        Refused: ``stamp_broken`` (edited, or not made by this installation) or ``older_template``.
    """
    try:
        stamp = stamp_of(signing.loads(token, salt=_STAMP))
    except Exception:  # a forged token may fail in more ways than BadSignature
        raise Refused("stamp_broken") from None
    if stamp is None:
        raise Refused("older_template")
    return stamp


def sealed_preview(told: Mapping[str, Any], *, key: ReportKey, actor: Actor) -> str:
    """Return what was previewed, signed for one person and one report."""
    about = {"user": actor.user_id, "report": key.subject, "told": dict(told)}
    return signing.dumps(about, salt=_PREVIEW, compress=True)


def opened_preview(token: str, *, key: ReportKey, actor: Actor) -> dict[str, Any]:
    """Return what was previewed.

    Raises:
        Refused: ``preview_gone``: too old, edited, or another person's or report's.
    """
    try:
        about = signing.loads(token, salt=_PREVIEW, max_age=PREVIEW_SECONDS)
    except Exception:  # a forged token may fail in more ways than BadSignature
        raise Refused("preview_gone") from None
    if (about["user"], about["report"]) != (actor.user_id, key.subject):
        raise Refused("preview_gone")
    return about["told"]
