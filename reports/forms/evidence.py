"""Uploads in words: why a file was refused, how large it is, and what a form says it is for."""

import re

from django.utils.translation import gettext_noop

from reports.services.evidence import STAMP, About

REFUSALS = {
    "file_empty": gettext_noop("The file is empty."),
    "file_too_large": gettext_noop("The file is larger than 50 MB."),
    "file_type": gettext_noop("Files of this type are not accepted: PDF, images, Word, Excel, PowerPoint, WPS or OFD."),
    "file_mismatch": gettext_noop("The content of the file is not what its name says."),
    "file_damaged": gettext_noop("The file is damaged or incomplete."),
    "file_protected": gettext_noop("The file is protected by a password; save it without one."),
    "file_macros": gettext_noop("The file contains macros; save it without them."),
    "file_expands": gettext_noop("The file unpacks to far more than its size."),
    "file_pixels": gettext_noop("The image is too large: at most 250 million pixels."),
    "file_infected": gettext_noop("The virus scanner found something in this file."),
    "scanner_unavailable": gettext_noop("The virus scanner does not answer; nothing was uploaded. Try again later."),
    "storage_unavailable": gettext_noop("The server has no room for files at the moment; tell the administrator."),
    "evidence_quota": gettext_noop("Your area has used up its room for files of this year; remove some first."),
    "stamp_kind": gettext_noop("The stamped page must be a PDF or an image."),
    "no_such_quantity": gettext_noop("This is not reported here."),
}

_ABOUT = re.compile(r"(quantity|task):([A-Za-z0-9_.-]{1,64})")


def about_of(said: str) -> About | None:
    """Return what is meant by ``quantity:CODE``, ``task:CODE`` or ``stamp``; None for anything else.

    >>> about_of("task:3.1"), about_of("stamp").is_stamp, about_of("report:7")
    (About(quantity='', task='3.1'), True, None)
    """
    if said == "stamp":
        return STAMP
    match = _ABOUT.fullmatch(said)
    return About(**{match[1]: match[2]}) if match else None


def size_in_words(size: int) -> str:
    """Write a number of bytes as KB or MB, rounded up, so that no file has none.

    >>> size_in_words(1), size_in_words(1024 * 1024 - 1), size_in_words(1024 * 1024), size_in_words(52428800)
    ('1 KB', '1 MB', '1 MB', '50 MB')
    >>> size_in_words(2 * 1024 * 1024 + 1)
    '2.1 MB'
    """
    kilobytes = -(-size // 1024)
    if kilobytes < 1024:
        return f"{kilobytes} KB"
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10} MB".replace(".0 ", " ")
