"""Co-design: from a question to a decision, and the thread that ties them."""

from services.codesign.models.challenge import (
    DesignChallenge,
    ImportBatch,
    ImportFile,
    ImportUpload,
    SeldomHeardTarget,
)
from services.codesign.models.decision import (
    DecisionItem,
    DesignDecision,
    Disposition,
    Option,
    OptionInsight,
    OptionView,
)
from services.codesign.models.findings import (
    Insight,
    InsightSource,
    InsightTally,
    RewordingService,
    SetAside,
    SetAsideTally,
    Signature,
    SynthesisRun,
    ThemeLabel,
)
from services.codesign.models.voices import Contributor, ContributorTarget, Feedback, Reaction, Statement

__all__ = [
    "Contributor",
    "ContributorTarget",
    "DecisionItem",
    "DesignChallenge",
    "DesignDecision",
    "Disposition",
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
    "RewordingService",
    "SeldomHeardTarget",
    "SetAside",
    "SetAsideTally",
    "Signature",
    "Statement",
    "SynthesisRun",
    "ThemeLabel",
]
