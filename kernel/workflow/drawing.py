"""Draw a workflow from its own data, for the documentation."""

from kernel.workflow.types import Workflow


def as_mermaid(workflow: Workflow) -> str:
    """A Mermaid state diagram; transitions are labelled with their name and guards."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    for transition in workflow.transitions:
        label = transition.name.replace("_", " ")
        if transition.guards:
            label += f" [{', '.join(transition.guards)}]"
        lines += [f"    {source} --> {transition.target}: {label}" for source in transition.sources]
    ends = [state.value for state in workflow.states if not workflow.leaving(state.value)]
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join([*lines, "```"])
