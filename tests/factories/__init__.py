"""Factories for every model, in states that could be real. They write into the council whose scope is open.

Those of a stage are in the module of its label, which is found when the stage is installed.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from tests.factories.base import (
    PASSWORD,
    ago,
    ahead,
    both,
    digest,
)
from tests.factories.casts import (
    Cast,
    service_with_people,
)
from tests.factories.catalogue import (
    GroupFactory,
    MembershipFactory,
    OutcomeFactory,
    ServiceFactory,
    ServiceGroupObjectPermissionFactory,
    ServiceKeyFactory,
    ServiceUserObjectPermissionFactory,
)
from tests.factories.codesign import (
    ArrivalFactory,
    AskedUnderFactory,
    ContributorFactory,
    ContributorTargetFactory,
    CouncilRulesFactory,
    DecisionCorrectionFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    ImportBatchFactory,
    ImportFileFactory,
    ImportUploadFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    InsightTallyFactory,
    OptionFactory,
    OptionInsightFactory,
    OptionViewFactory,
    ReactionFactory,
    SecondLookFactory,
    SeldomHeardTargetFactory,
    SetAsideFactory,
    SetAsideTallyFactory,
    SignatureFactory,
    StatementFactory,
    SynthesisRunFactory,
    ThemeLabelFactory,
    WorkshopFactory,
)
from tests.factories.kernel import (
    ApiCredentialFactory,
    AuditCheckFactory,
    AuditEventFactory,
    AuditSealFactory,
    IdempotencyKeyFactory,
    JobFactory,
    PartVersionFactory,
    PeriodicFailureFactory,
    ReleasedFigureFactory,
    SignInLinkFactory,
    UserFactory,
)
from tests.factories.people import (
    CouncilRoleFactory,
    FormerCouncilRoleFactory,
    KeyMakerFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.factories.rewording import HandledRunFactory, RewordingServiceFactory
from tests.factories.worlds import (
    World,
    make_world,
    read_world,
    tenant_factories,
)

__all__ = [
    "ArrivalFactory",
    "WorkshopFactory",
    "HandledRunFactory",
    "PartVersionFactory",
    "ReleasedFigureFactory",
    "ApiCredentialFactory",
    "AuditCheckFactory",
    "KeyMakerFactory",
    "AuditEventFactory",
    "AuditSealFactory",
    "Cast",
    "AskedUnderFactory",
    "ContributorFactory",
    "ContributorTargetFactory",
    "CouncilRulesFactory",
    "CouncilRoleFactory",
    "DecisionCorrectionFactory",
    "FormerCouncilRoleFactory",
    "DecisionItemFactory",
    "DesignChallengeFactory",
    "DesignDecisionFactory",
    "InsightResponseFactory",
    "FeedbackFactory",
    "GroupFactory",
    "IdempotencyKeyFactory",
    "ImportBatchFactory",
    "ImportFileFactory",
    "ImportUploadFactory",
    "InsightFactory",
    "InsightSourceFactory",
    "InsightTallyFactory",
    "JobFactory",
    "PeriodicFailureFactory",
    "MembershipFactory",
    "MessageFactory",
    "OptionFactory",
    "OptionInsightFactory",
    "OptionViewFactory",
    "OrganisationFactory",
    "OutcomeFactory",
    "PASSWORD",
    "PersonFactory",
    "ReactionFactory",
    "RewordingServiceFactory",
    "SecondLookFactory",
    "SeldomHeardTargetFactory",
    "ServiceFactory",
    "ServiceGroupObjectPermissionFactory",
    "ServiceKeyFactory",
    "ServiceUserObjectPermissionFactory",
    "SetAsideFactory",
    "SetAsideTallyFactory",
    "SignInLinkFactory",
    "SignatureFactory",
    "StatementFactory",
    "SynthesisRunFactory",
    "ThemeLabelFactory",
    "UserFactory",
    "World",
    "ago",
    "ahead",
    "both",
    "digest",
    "make_world",
    "read_world",
    "service_with_people",
    "tenant_factories",
]

for app in apps.get_app_configs():
    if find_spec(f"{__name__}.{app.label}"):
        import_module(f"{__name__}.{app.label}")
