"""Text on its way into a spreadsheet: never a formula (trust.md, 32)."""

DANGEROUS = "=+-@\t\r\n＝＋－＠"


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula.

    >>> neutral("=1+1"), neutral(" ＠sum"), neutral("-5"), neutral("plain")
    ("'=1+1", "' ＠sum", "'-5", 'plain')
    """
    return f"'{text}" if text.lstrip(" \u3000\ufeff")[:1] in tuple(DANGEROUS) else text
