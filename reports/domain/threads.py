"""The words of what is said about single values: threads, verified values, co-signatures."""

from enum import StrEnum


class RemarkKind(StrEnum):
    """What an entry in the thread of a value is."""

    ASK = "ask"
    EXPLAIN = "explain"
    CORRECT = "correct"
    ASK_AGAIN = "ask_again"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    VERIFY = "verify"
    LIFT = "lift"
    OBJECT = "object"
    UPHOLD = "uphold"


class VerifiedStatus(StrEnum):
    """Where a verified value stands: put, objected to by its bureau, upheld by the reviewer, or lifted."""

    STANDING = "standing"
    OBJECTED = "objected"
    UPHELD = "upheld"
    LIFTED = "lifted"


class CoSigned(StrEnum):
    """What a supporting bureau says of a task's figures."""

    COSIGNED = "cosigned"
    OBJECTED = "objected"


ANSWER = "query_answer"
"""The code of the explanation that goes with a queried value until its correction is handed in:
why it is another one now, in the words of its bureau. It is no check's."""
