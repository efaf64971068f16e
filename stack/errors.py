"""The one error a person sees."""


class Problem(Exception):
    """Something a person has to know, together with what they can do about it.

    Args:
        what: one sentence, what went wrong.
        advice: what to do; shown on a line of its own.
        detail: output of the program that failed, shown indented, or nothing.
    """

    def __init__(self, what: str, advice: str, detail: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.detail = detail

    def text(self) -> str:
        """Return the whole message, ready to print.

        >>> print(Problem("it broke", "mend it").text())
        dev.py: it broke
          what to do: mend it
        """
        shown = "".join(f"\n  | {line}" for line in self.detail.splitlines())
        return f"dev.py: {self.what}{shown}\n  what to do: {self.advice}"
