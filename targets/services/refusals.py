"""Refusals that list what is wrong, line by line."""

from targets.domain.located import Problem


class FilesRefused(Exception):
    """A plan folder or a file of county targets cannot be loaded; nothing was."""

    code = "findings"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.file}:{one.line}: {one.field}: {one.message}" for one in problems))
        self.problems = problems
