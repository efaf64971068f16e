"""Reading pages as a browser would: the fields of a form, and the words a person sees."""

import re


def fields(page):
    """The hidden and visible fields of the filing form, as a browser would send them untouched."""
    html = page.content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(seen-[a-z0-9_]+)" value="([^"]*)"', html))
    for name, value in re.findall(r'<input [^>]*name="((?:value|reason|note)-[a-z0-9_]+)" value="([^"]*)"', html):
        sent[name] = value
    for name in re.findall(r'<input type="checkbox" name="(na-[a-z0-9_]+)" value="1" checked', html):
        sent[name] = "1"
    return sent


def text(page):
    """What a page says, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
