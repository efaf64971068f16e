"""Refusals: of files, line by line; and of what the plan manager asks for, by a code."""

from targets.domain.located import Problem


class FilesRefused(Exception):
    """A plan folder or a file of county targets cannot be loaded; nothing was."""

    code = "findings"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.file}:{one.line}: {one.field}: {one.message}" for one in problems))
        self.problems = problems


class PlanRefused(Exception):
    """A change of the plan manager's that did not happen: ``code`` says why, ``about`` names what is in the way."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code, about)
        self.code, self.about = code, about
