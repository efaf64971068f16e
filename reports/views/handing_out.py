"""Tables handed out as files: marked where they are sample data, and in the journal."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.queries import clock
from accounts.services import journal
from reports.documents import books


def handed_out(
    request: HttpRequest, book: books.Book, *, name: str, action: str, subject: str, detail: dict[str, object],
    kind: str = "xlsx",
) -> HttpResponse:  # fmt: skip
    """Answer with a book as a download and record that it left the house.

    Args:
        name: of the file, without its ending.
        action, subject, detail: of the record.
        kind: ``xlsx``, or ``csv`` for the first page alone.
    """
    is_csv = kind == "csv"
    content, content_type = (books.write_csv(book.pages[0]), books.CSV) if is_csv else (books.write(book), books.XLSX)
    journal.record(actor=request.actor, now=clock.now(), action=action, subject=subject, detail=detail)
    marked = f"{_('Sample data (示例数据)')} {name}" if book.sample else name
    headers = {"Content-Disposition": content_disposition_header(True, f"{marked}.{kind}")}
    return HttpResponse(content, content_type=content_type, headers=headers)
