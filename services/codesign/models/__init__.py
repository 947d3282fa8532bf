"""Co-design: from a question to a decision, and the thread that ties them."""

from services.codesign.models.arrivals import Arrival, Workshop
from services.codesign.models.challenge import AskedUnder, CouncilRules, DesignChallenge, SeldomHeardTarget
from services.codesign.models.decision import (
    DecisionCorrection,
    DecisionItem,
    DesignDecision,
    InsightResponse,
    Option,
    OptionInsight,
    OptionView,
)
from services.codesign.models.findings import (
    Insight,
    InsightSource,
    InsightTally,
    SetAside,
    SetAsideTally,
    Signature,
    SynthesisRun,
)
from services.codesign.models.imports import ImportBatch, ImportFile, ImportUpload
from services.codesign.models.moderation import SecondLook
from services.codesign.models.themes import ThemeLabel
from services.codesign.models.voices import Contributor, ContributorTarget, Feedback, Reaction, Statement

__all__ = [
    "Arrival",
    "AskedUnder",
    "Contributor",
    "ContributorTarget",
    "CouncilRules",
    "DecisionCorrection",
    "DecisionItem",
    "DesignChallenge",
    "DesignDecision",
    "InsightResponse",
    "Feedback",
    "ImportBatch",
    "ImportFile",
    "ImportUpload",
    "Insight",
    "InsightSource",
    "InsightTally",
    "Option",
    "OptionInsight",
    "OptionView",
    "Reaction",
    "SecondLook",
    "SeldomHeardTarget",
    "SetAside",
    "SetAsideTally",
    "Signature",
    "Statement",
    "SynthesisRun",
    "ThemeLabel",
    "Workshop",
]
