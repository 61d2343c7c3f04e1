"""Tables of the institution; one a file. A case, its customers, its signatures and its papers serve every procedure."""

from zhiji.custody.models.authority import AuthorityPower, RequestSearch
from zhiji.custody.models.case import Case, CaseFile
from zhiji.custody.models.consent import Consent, Restriction
from zhiji.custody.models.copies import Copy, Pack
from zhiji.custody.models.courier import Courier
from zhiji.custody.models.disclosure import Disclosure
from zhiji.custody.models.export import Export
from zhiji.custody.models.handover import HandoverItem
from zhiji.custody.models.inspection import Check, Plan
from zhiji.custody.models.keeping import (
    DestroyedFile,
    DestructionItem,
    DestructionRound,
    PaperDestruction,
    QuarterEvidence,
    SealedDigest,
)
from zhiji.custody.models.leak import Escalation, Exposure, LeakTask, Record, WatchDay
from zhiji.custody.models.loan import Loan, LoanItem, LoanReturn
from zhiji.custody.models.notice import Notice
from zhiji.custody.models.paper import Paper
from zhiji.custody.models.phishing import PhishingExercise
from zhiji.custody.models.quiz import QuizResult
from zhiji.custody.models.report import ReportCopy, ReportFigures, ReportStanding
from zhiji.custody.models.ruling import RuleReading, RuleText
from zhiji.custody.models.shelf import Cabinet, Climate, Volume
from zhiji.custody.models.signature import Signature

__all__ = [
    "AuthorityPower",
    "Cabinet",
    "Case",
    "CaseFile",
    "Check",
    "Climate",
    "Consent",
    "Copy",
    "Courier",
    "DestroyedFile",
    "DestructionItem",
    "DestructionRound",
    "Disclosure",
    "Escalation",
    "Export",
    "Exposure",
    "HandoverItem",
    "LeakTask",
    "Loan",
    "LoanItem",
    "LoanReturn",
    "Notice",
    "Pack",
    "Paper",
    "PaperDestruction",
    "PhishingExercise",
    "Plan",
    "QuarterEvidence",
    "QuizResult",
    "Record",
    "ReportCopy",
    "ReportFigures",
    "ReportStanding",
    "RequestSearch",
    "Restriction",
    "RuleReading",
    "RuleText",
    "SealedDigest",
    "Signature",
    "Volume",
    "WatchDay",
]
