"""The mail server: one connection for a round of mails, and what it says to each."""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """Lend the mail server for a round of mails; a server that does not answer ends the round with a log line.

    Nothing is connected before ``open()`` is called, which may be called again and again.
    """
    server = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        yield server
    except OSError as error:  # smtplib's errors are of this kind, too
        logger.warning("the mail server does not answer: %s; the next round tries again", error)
    finally:
        _close(server)


def hand_over(server: BaseEmailBackend, mail: EmailMessage) -> str:
    """Hand one mail over; return what the server, or the mail's own form, has against it, or nothing.

    Raises:
        OSError: the connection broke: nobody knows whether the mail went out.
    """
    try:
        server.send_messages([mail])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError) as error:
        return str(error)
    return ""


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError as error:
        logger.info("closing the mail server's connection: %s", error)
