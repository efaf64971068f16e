"""A real SMTP server on this machine, from which tests read mails back."""

import smtplib
import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings


class Sink:
    """Keeps every message as (recipients, subject, plain text) and its HTML; refuses the recipients it is told to."""

    def __init__(self):
        self.messages, self.pages, self.refuses = [], [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        """Refuse, or take, a recipient."""
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Keep a message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        text, page = (message.get_body((kind,)) for kind in ("plain", "html"))
        self.messages.append((envelope.rcpt_tos, message["Subject"].strip(), text.get_content()))
        self.pages.append(page.get_content() if page else "")
        return "250 OK"


@contextmanager
def killed_while_sending(monkeypatch):
    """Who sends a mail within is killed before the server has it."""

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(smtplib.SMTP, "sendmail", die)
        yield


@pytest.fixture
def sink(monkeypatch):
    """The server, which settings point at; ``SITE_URL`` is set, too."""
    kept = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    monkeypatch.setattr(settings, "SITE_URL", "https://carbon.example.org")
    yield kept
    server.stop()
