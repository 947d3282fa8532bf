"""What the demo says: two fictional councils, their people, services and challenges, as plain data."""

from coprod.demo.content.brackenford import BRACKENFORD
from coprod.demo.content.glanmor import GLANMOR
from coprod.demo.content.reactions import Drawn, draw_reactions
from coprod.demo.content.types import Council

COUNCILS: tuple[Council, ...] = (GLANMOR, BRACKENFORD)

__all__ = ["BRACKENFORD", "COUNCILS", "GLANMOR", "Council", "Drawn", "draw_reactions"]
