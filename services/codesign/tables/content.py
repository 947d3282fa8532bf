"""What files hold, once read: people, statements, answers and votes, and what they are recognised by."""

import hashlib
import json
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

# Shorter words are said alike by people who know nothing of each other.
TELLING = 20
FEWEST_MARKS = 5


@dataclass(frozen=True)
class FilePerson:
    """Somebody known only from a file: a key from there, and what the file says of them."""

    key: str
    stake: str = ""
    language: str = "en"
    said_mode: str = ""


@dataclass(frozen=True)
class FileStatement:
    """A statement, or one that is here already (`here` is its id). `refused`: it was not shown where it comes from."""

    key: str
    text: str = ""
    language: str = "en"
    refused: bool = False
    created: int | None = None
    here: int | None = None


@dataclass(frozen=True)
class FileAnswer:
    """An answer in the words of one of the people, by their place."""

    person: int
    text: str
    language: str
    may_quote: bool


def no_votes() -> np.ndarray:
    """Rows of three numbers: places of person and statement, and the value."""
    return np.empty((0, 3), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class FileContent:
    """Everything that would come in."""

    people: Sequence[FilePerson] = ()
    statements: Sequence[FileStatement] = ()
    answers: Sequence[FileAnswer] = ()
    votes: np.ndarray = field(default_factory=no_votes)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind there are; without what there is none of."""
        new = sum(1 for statement in self.statements if statement.here is None)
        found = {"statements": new, "people": len(self.people), "answers": len(self.answers)}
        found["reactions"] = len(self.votes)
        return {name: count for name, count in found.items() if count}

    def digest(self) -> str:
        """SHA-256 over what is said, in an order that no file decides: the same content has the same digest."""
        said = sorted(
            "\x1f".join(
                (same_words(answer.text), person.stake, person.language, person.said_mode, str(answer.may_quote))
            )
            for answer in self.answers
            for person in (self.people[answer.person],)
        )
        words = [f"#{one.here}" if one.here else same_words(one.text) for one in self.statements]
        votes: dict[int, list[str]] = {}
        for person, statement, value in self.votes.tolist():
            votes.setdefault(person, []).append(f"{value}\x1f{words[statement]}")
        ballots = sorted("\x1e".join(sorted(lines)) for lines in votes.values())
        digest = hashlib.sha256()
        for part in (said, sorted(words), ballots):
            digest.update("\x1d".join(part).encode() + b"\x1c")
        return digest.hexdigest()

    def marks(self) -> bytes:
        """Short prints of all words that are long enough to tell something, in order, for `share_marks`."""
        texts = [answer.text for answer in self.answers] + [one.text for one in self.statements if one.here is None]
        return np.array(sorted(_mark(text) for text in texts if len(text) >= TELLING), dtype=">u8").tobytes()

    def pack(self) -> bytes:
        """For the database, until it comes in or is refused."""
        kept = {
            "people": [list(asdict(person).values()) for person in self.people],
            "statements": [list(asdict(statement).values()) for statement in self.statements],
            "answers": [list(asdict(answer).values()) for answer in self.answers],
            "votes": self.votes.tolist(),
        }
        return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def unpack(cls, packed: bytes) -> "FileContent":
        """What `pack` made."""
        kept = json.loads(zlib.decompress(packed))
        return cls(
            [FilePerson(*values) for values in kept["people"]],
            [FileStatement(*values) for values in kept["statements"]],
            [FileAnswer(*values) for values in kept["answers"]],
            np.array(kept["votes"], dtype=np.int64).reshape(-1, 3),
        )


def same_words(text: str) -> str:
    """A text as it is compared: one form of its letters, no capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _mark(text: str) -> int:
    return int.from_bytes(hashlib.sha256(same_words(text).encode()).digest()[:8], "big")


def share_marks(one: bytes, other: bytes) -> bool:
    """Whether at least half of what the smaller of two files says stands word for word in the other as well."""
    here, there = (np.unique(np.frombuffer(marks, dtype=">u8")) for marks in (one, other))
    smaller = min(len(here), len(there))
    return smaller >= FEWEST_MARKS and len(np.intersect1d(here, there)) * 2 >= smaller


def reactions_to(
    people: Iterable[FilePerson], person: np.ndarray, statement_ids: np.ndarray, values: np.ndarray
) -> FileContent:
    """Reactions gathered elsewhere to statements that are here. `person` counts into `people`."""
    ids, places = np.unique(statement_ids, return_inverse=True)
    statements = [FileStatement(str(pk), here=pk) for pk in ids.tolist()]
    votes = np.column_stack([person, places, values]).astype(np.int64)
    return FileContent(list(people), statements, (), votes)
