"""Who may use which route: the one table. A route that is not listed is refused, and fails the tests.

Keys are route names as ``reverse`` takes them; values are sets of roles, or ``PUBLIC``
for what needs no login. Object permissions come on top: ``visible_to`` and row-level
security decide *which* rows, this table decides *whether at all*.
"""

from accounts.domain.actors import WAITING
from accounts.domain.roles import BUSINESS, EVERYONE, FILERS, MUNICIPAL, Role

PUBLIC: frozenset[str] = frozenset({"public"})

REVIEW = frozenset({Role.REVIEWER, Role.CHECKER})
# Whoever has an account, one without a role yet included.
HOLDERS = EVERYONE | {WAITING}
SYSTEM_ADMIN = frozenset({Role.SYSTEM_ADMIN})
SECURITY_ADMIN = frozenset({Role.SECURITY_ADMIN})
AUDIT_ADMIN = frozenset({Role.AUDIT_ADMIN})
LEAD = frozenset({Role.LEAD})
REVIEWER = frozenset({Role.REVIEWER})
PLAN_MANAGER = frozenset({Role.PLAN_MANAGER})

ROUTE_ACCESS: dict[str, frozenset[str]] = {
    "healthz": PUBLIC,
    "login": PUBLIC,
    "set-language": PUBLIC,
    "logout": HOLDERS,
    "password": HOLDERS,
    "home": HOLDERS,
    "api-session": HOLDERS,
    "api-schema": EVERYONE,
    **dict.fromkeys(("accounts", "account-new", "account", "account-reset", "account-act"), SYSTEM_ADMIN),
    **dict.fromkeys(("roles", "role"), SECURITY_ADMIN),
    **dict.fromkeys(("journal", "journal-export", "journal-verify"), AUDIT_ADMIN),
    "plan": PLAN_MANAGER,
    "plan-definitions": PLAN_MANAGER,
    "plan-quantity": PLAN_MANAGER,
    "plan-indicator": PLAN_MANAGER,
    "plan-reporting": PLAN_MANAGER,
    "plan-withdraw": PLAN_MANAGER,
    "plan-factors": PLAN_MANAGER,
    "plan-factor": PLAN_MANAGER,
    "plan-thresholds": PLAN_MANAGER,
    "zones": PLAN_MANAGER,
    "api-areas": BUSINESS,
    "api-plan": BUSINESS,
    "api-quantities": BUSINESS,
    "api-indicators": BUSINESS,
    "api-indicator": BUSINESS,
    "api-targets": BUSINESS,
    "filing": FILERS,
    "filing-sheet": FILERS,
    "filing-autosave": FILERS,
    "filing-explain": FILERS,
    "filing-indicators": FILERS,
    "filing-area": LEAD,
    "filing-paper": LEAD,
    "filing-lock": LEAD,
    "filing-unlock": LEAD,
    "filing-reason": LEAD,
    "filing-submit": LEAD,
    "filing-correction": LEAD,
    "filing-correct": LEAD,
    "filing-receipt": LEAD,
    "filing-workbook": FILERS,
    "filing-workbook-upload": FILERS,
    "filing-workbook-apply": FILERS,
    "filing-confirm": FILERS,
    "filing-withdraw": FILERS,
    "filing-hand-back": LEAD,
    "filing-remind": LEAD,
    "filing-narratives": FILERS,
    "filing-carry": FILERS,
    "filing-carry-undo": FILERS,
    "filing-years": PLAN_MANAGER,
    "filing-evidence": FILERS,
    "filing-evidence-upload": FILERS,
    "evidence": BUSINESS,
    "evidence-remove": FILERS,
    "value-thread": BUSINESS,
    "value-ask": REVIEW,
    "value-ask-again": REVIEW,
    "value-close": REVIEW,
    "value-withdraw": REVIEW,
    "value-answer": FILERS,
    "value-propose": FILERS,
    "value-discard": FILERS,
    "board": MUNICIPAL,
    "board-export": MUNICIPAL,
    "board-remind": REVIEWER,
    "reminders": PLAN_MANAGER,
    "review": REVIEW,
    "review-report": REVIEW,
    "value-history": BUSINESS,
    "value-verified": BUSINESS,
    "value-put": REVIEWER,
    "value-lift": REVIEWER,
    "value-object": FILERS,
    "value-uphold": REVIEWER,
    "report-compare": BUSINESS,
    "review-approve-chosen": REVIEWER,
    "review-approve": REVIEWER,
    "review-return": REVIEWER,
    "review-reopen": REVIEWER,
    "api-reports": BUSINESS,
    "api-report": BUSINESS,
    "api-report-values": FILERS,
    "api-report-lock": LEAD,
    "api-report-submit": LEAD,
    "api-report-approve": REVIEWER,
    "api-report-return": REVIEWER,
    "api-report-reopen": REVIEWER,
    "api-rollups": BUSINESS,
    "overview": BUSINESS,
    "indicator": BUSINESS,
    "theme": BUSINESS,
    "area": BUSINESS,
    "rankings": BUSINESS,
    "ranking": BUSINESS,
    "ranking-new": REVIEWER,
    "ranking-publish": REVIEWER,
    "ranking-withdraw": REVIEWER,
}
