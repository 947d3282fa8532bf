"""Measure themes against what is commonly used, and print one table.

Usage: python benchmarks/synthesis/themes.py [--embed DOTTED_PATH] [--large] [--only WORD]

Every line runs in a process of its own, held to one thread, so that its peak memory is its own. The texts are patient
feedback that people coded with nine themes (see the README of the data). Without labels every method is asked for nine
themes, and this engine once more for as many as it sees: NMI and ARI (normalised mutual information, adjusted Rand
index) compare them with what people coded, the mean over seeds. With labels: the share of texts, of those without a
label, that got the theme that people coded. `seconds` (by the wall), `CPU s` and `peak MB` are one whole call; the
reading of the file does not count. `--large` adds 8,406 and 10,000 comments: the coded ones, and more with the first
half of one and the second half of another. `--embed` adds lines with sentence embeddings of the function named.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from services.codesign.engine.themes.embeddings import load_embed  # noqa: E402
from services.codesign.engine.themes.finding import find_themes  # noqa: E402

COLUMNS = ("method", "NMI", "ARI", "right", "seconds", "CPU s", "peak MB")
SEEDS = (20260101, 1, 2, 3, 4)
LABELLED = (200, 500)
Row = dict[str, Any]


def coded_feedback() -> tuple[list[str], np.ndarray]:
    """Comments of 15 or more characters, and the number of the theme that people coded."""
    data = Path(os.environ.get("COPROD_REAL_DATA", ROOT.parent / "shared" / "data"))
    with (data / "text" / "nhs_fft_singlelabel_trustA.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["feedback"].strip()) >= 15]
    return [row["feedback"] for row in rows], np.unique([row["label"] for row in rows], return_inverse=True)[1]


def more_of_it(count: int) -> list[str]:
    """So many comments: the coded ones, then made-up ones with the first half of one and the second of another."""
    texts, _ = coded_feedback()
    rng = np.random.default_rng(5)
    words = [text.split() for text in texts]
    for first, second in rng.integers(0, len(words), (max(count - len(texts), 0), 2)).tolist():
        head, tail = words[first], words[second]
        texts.append(" ".join([*head[: (len(head) + 1) // 2], *tail[len(tail) // 2 :]]))
    return texts[:count]


def without_labels(method: Callable[[list[str], int], np.ndarray]) -> Row:
    """Nine themes by one method, for each seed."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score  # noqa: PLC0415

    texts, labels = coded_feedback()
    clock = Clock()
    found = [method(texts, SEEDS[0])]
    row = clock.read()
    found += [method(texts, seed) for seed in SEEDS[1:]]
    shared = [normalized_mutual_info_score(labels, one) for one in found]
    rand = [adjusted_rand_score(labels, one) for one in found]
    return row | {"NMI": f"{np.mean(shared):.3f} ±{np.std(shared):.3f}", "ARI": f"{np.mean(rand):.3f}"}


def tfidf(texts: list[str]) -> Any:
    """The weights that most people start from."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    return TfidfVectorizer(stop_words="english", min_df=3, sublinear_tf=True).fit_transform(texts)


def by_nmf(texts: list[str], seed: int) -> np.ndarray:
    """TF-IDF and non-negative matrix factorisation."""
    from sklearn.decomposition import NMF  # noqa: PLC0415

    return NMF(9, random_state=seed, max_iter=400, init="nndsvda").fit_transform(tfidf(texts)).argmax(axis=1)


def by_lda(texts: list[str], seed: int) -> np.ndarray:
    """Latent Dirichlet allocation."""
    from sklearn.decomposition import LatentDirichletAllocation  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    counts = CountVectorizer(stop_words="english", min_df=3).fit_transform(texts)
    return LatentDirichletAllocation(9, random_state=seed, max_iter=20).fit_transform(counts).argmax(axis=1)


def by_k_means(texts: list[str], seed: int) -> np.ndarray:
    """TF-IDF, singular value decomposition and k-means."""
    from sklearn.cluster import KMeans  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    placed = normalize(TruncatedSVD(100, random_state=seed).fit_transform(tfidf(texts)))
    return KMeans(9, n_init=10, random_state=seed).fit_predict(placed)


def by_coprod(texts: list[str], seed: int) -> np.ndarray:
    """This engine."""
    return find_themes(texts, "en", max_themes=9, seed=seed).theme_of


def by_coprod_alone(texts: list[str], seed: int) -> np.ndarray:
    """This engine, not told how many themes."""
    return find_themes(texts, "en", seed=seed).theme_of


def by_embeddings(texts: list[str], seed: int) -> np.ndarray:
    """Sentence embeddings alone, and k-means."""
    from sklearn.cluster import KMeans  # noqa: PLC0415

    return KMeans(9, n_init=10, random_state=seed).fit_predict(cached_embed()(texts))


def by_both(texts: list[str], seed: int) -> np.ndarray:
    """This engine with sentence embeddings beside the words."""
    return find_themes(texts, "en", max_themes=9, seed=seed, embed=cached_embed()).theme_of


def cached_embed() -> Callable[[list[str]], np.ndarray]:
    """The function that --embed names; what it said of these texts is kept for the next seed."""
    embed = load_embed(os.environ["COPROD_EMBEDDINGS"])
    assert embed is not None

    def kept(texts: list[str]) -> np.ndarray:
        key = tuple(texts)
        if key not in _EMBEDDED:
            _EMBEDDED[key] = embed(texts)
        return _EMBEDDED[key]

    return kept


_EMBEDDED: dict[tuple[str, ...], np.ndarray] = {}


def svm(texts: list[str], labels: np.ndarray, known: np.ndarray) -> float:
    """TF-IDF and a linear support vector machine: the better of two strengths, which favours it."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    table = TfidfVectorizer(min_df=2, sublinear_tf=True).fit_transform(texts)
    fitted = [LinearSVC(C=strength).fit(table[known], labels[known]) for strength in (0.2, 1.0)]
    return max(float((one.predict(table[~known]) == labels[~known]).mean()) for one in fitted)


def coprod_taught(texts: list[str], labels: np.ndarray, known: np.ndarray) -> float:
    """This engine, told as much and free to make as many themes as it sees."""
    said = [str(label) if told else None for label, told in zip(labels, known, strict=True)]
    found = find_themes(texts, "en", labels=said)
    names = np.array([theme.name for theme in found.themes] + [""])
    return float((names[found.theme_of[~known]] == labels[~known].astype(str)).mean())


def with_labels(method: Callable[[list[str], np.ndarray, np.ndarray], float], told: str) -> Row:
    """The share of texts that got the right theme: five folds, or five draws of so many labels."""
    texts, labels = coded_feedback()
    first, *others = drawn(labels, told)
    clock = Clock()
    right = [method(texts, labels, first)]
    row = clock.read()
    right += [method(texts, labels, known) for known in others]
    return row | {"right": f"{np.mean(right):.1%} ±{np.std(right):.1%}"}


def drawn(labels: np.ndarray, told: str) -> list[np.ndarray]:
    """Which texts have a label, five times."""
    if told == "folds":
        fold = np.random.default_rng(0).permutation(len(labels)) % 5
        return [fold != number for number in range(5)]
    masks = []
    for seed in range(5):
        known = np.zeros(len(labels), dtype=bool)
        known[np.random.default_rng(seed).permutation(len(labels))[: int(told)]] = True
        masks.append(known)
    return masks


def large(count: int, language: str | None) -> Row:
    """One whole call over many comments."""
    texts = more_of_it(count)
    clock = Clock()
    find_themes(texts, language)
    return clock.read()


class Clock:
    """Time since it was made, by the wall and of the processor, and the most memory this process has held."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def read(self) -> Row:
        """What it took so far."""
        wall, processor = time.perf_counter() - self.wall, time.process_time() - self.processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"seconds": f"{wall:.1f}", "CPU s": f"{processor:.1f}", "peak MB": f"{peak:.0f}"}


LINES: dict[str, Callable[[], Row]] = {
    "TF-IDF + NMF": lambda: without_labels(by_nmf),
    "LDA": lambda: without_labels(by_lda),
    "TF-IDF + SVD + k-means": lambda: without_labels(by_k_means),
    "Coprod": lambda: without_labels(by_coprod),
    "Coprod, number not given": lambda: without_labels(by_coprod_alone),
}
for _told in (*LABELLED, "folds"):
    _say = "5 folds" if _told == "folds" else f"{_told} labels"
    LINES[f"TF-IDF + SVM, {_say}"] = lambda told=str(_told): with_labels(svm, told)
    LINES[f"Coprod, {_say}"] = lambda told=str(_told): with_labels(coprod_taught, told)
WITH_EMBEDDINGS: dict[str, Callable[[], Row]] = {
    "embeddings + k-means": lambda: without_labels(by_embeddings),
    "Coprod with embeddings": lambda: without_labels(by_both),
}
LARGE: dict[str, Callable[[], Row]] = {
    "Coprod, 8,406 comments": lambda: large(8406, "en"),
    "Coprod, 10,000 comments": lambda: large(10_000, "en"),
    "Coprod, 10,000, language unknown": lambda: large(10_000, None),
}


def in_own_process(name: str) -> Row:
    """Run one measurement apart and read its line."""
    command = [sys.executable, __file__, "--one", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800)
    return {"method": name} | json.loads(done.stdout.splitlines()[-1])


def table(rows: list[Row]) -> str:
    """The rows as aligned text."""
    cells = [COLUMNS, *[[str(row.get(column, "")) for column in COLUMNS] for row in rows]]
    widths = [max(len(line[place]) for line in cells) for place in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embed", metavar="DOTTED_PATH", help="a function from texts to embeddings")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD", help="lines that hold this word")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps((LINES | WITH_EMBEDDINGS | LARGE)[options.one]()))
        return
    if options.embed:
        os.environ["COPROD_EMBEDDINGS"] = options.embed
    names = [*LINES, *(WITH_EMBEDDINGS if options.embed else ()), *(LARGE if options.large else ())]
    print(table([in_own_process(name) for name in names if options.only in name]))


if __name__ == "__main__":
    main()
