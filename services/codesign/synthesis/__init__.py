"""Synthesis: who thinks alike, what people share, what they wrote about, and who was heard.

A pure package: it knows no database and no web framework. The same inputs give the same output, whatever
their order.
"""

from .alignment import PreviousMap
from .brief import brief
from .changes import RunFacts, compare_runs
from .digest import digest_inputs
from .embeddings import Embed, load_embed
from .heard import Contributor, Coverage, TargetCount, coverage
from .insights import DraftInsight, draft_insights
from .opinion import map_opinions
from .polis import PolisExport, PolisProblem, PolisStatement, read_polis_export
from .results import Consensus, OpinionGroup, OpinionMap, RepresentativeStatement, ScoredStatement
from .routing import next_statement
from .sides import SideCounts
from .stored import previous_map, run_facts
from .themes import Theme, ThemeSet, find_themes
from .version import ENGINE_VERSION
from .votes import Triplets

__all__ = [
    "ENGINE_VERSION",
    "Consensus",
    "Contributor",
    "Coverage",
    "DraftInsight",
    "Embed",
    "OpinionGroup",
    "OpinionMap",
    "PolisExport",
    "PolisProblem",
    "PolisStatement",
    "PreviousMap",
    "RepresentativeStatement",
    "RunFacts",
    "ScoredStatement",
    "SideCounts",
    "TargetCount",
    "Theme",
    "ThemeSet",
    "Triplets",
    "compare_runs",
    "brief",
    "coverage",
    "digest_inputs",
    "draft_insights",
    "find_themes",
    "load_embed",
    "map_opinions",
    "next_statement",
    "previous_map",
    "read_polis_export",
    "run_facts",
]
