"""The order of the house, from its top to its ground floor, and who stands where."""

# Those in one set never know one another.
FLOORS = (
    {"coprod"},
    {"assessment.evidence"},
    {"assessment.coassessment"},
    {"governance.cogovernance", "governance.comanagement", "governance.commissioning"},
    {"services.rewording"},
    {"services.codesign", "services.codelivery"},
    {"services.stage"},
    {"services.catalogue"},
    {"participants.economy", "participants.voices"},
    {"participants.people"},
    {"kernel"},
)
KERNEL_FLOORS = (
    {"kernel.web", "kernel.api"},
    {"kernel.jobs"},
    {"kernel.files", "kernel.reading", "kernel.releases"},
    {"kernel.workflow"},
    {"kernel.audit"},
    {"kernel.accounts"},
    {"kernel.tenancy"},
    {"kernel.clock", "kernel.errors", "kernel.disclosure"},
)


def floor(module: str, floors: tuple[set[str], ...]) -> int | None:
    """How far down a module lives; None outside the house."""
    for depth, rooms in enumerate(floors):
        if any(module == room or module.startswith(f"{room}.") for room in rooms):
            return depth
    return None


def room(module: str, floors: tuple[set[str], ...] = FLOORS) -> str | None:
    """The app, or the part of the kernel, that a module belongs to."""
    depth = floor(module, floors)
    if depth is None:
        return None
    return next(room for room in floors[depth] if module == room or module.startswith(f"{room}."))


def goes_up(user: str, used: str) -> bool:
    """Whether a module knows one that is above it or beside it."""
    for floors in (FLOORS, KERNEL_FLOORS):
        own, other = floor(user, floors), floor(used, floors)
        if own is None or other is None:
            continue
        if other < own or (other == own and room(user, floors) != room(used, floors)):
            return True
    return False
