"""docs/workflow.md is what the tables say."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from reports.documents import workflow_page


def test_the_page_is_current():
    assert (settings.BASE_DIR / "docs" / "workflow.md").read_text() == workflow_page.page(), (
        "run: python manage.py workflow > docs/workflow.md"
    )


def test_the_command_prints_the_page():
    out = StringIO()
    call_command("workflow", stdout=out)
    assert out.getvalue() == workflow_page.page()


def test_the_page_names_every_step():
    told = workflow_page.page()
    for line in (
        "submitted --> approved: approve (reviewer)",
        "submitted --> submitted: correct (lead)",
        "open --> answered: answer (clerk, lead)",
        "objected --> upheld: uphold (reviewer)",
        "| reopen | approved 审核通过 | returned 已退回 | reviewer 市住建局 |",
    ):
        assert line in told
