"""Training the classifier, as a process of its own:

    python -m chatbot.engine.training classifier.npz < examples.json     # [[text, label], ...]

scikit-learn and its work take 200 MB and some seconds of a core; so a worker that serves visitors has neither.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from chatbot.engine.classifier import Classifier
from chatbot.engine.courtesies import strip_courtesies
from chatbot.engine.ngrams import char_ngrams
from chatbot.engine.slots.reading import read_slots
from chatbot.engine.text import Text
from chatbot.engine.typos import mistyped

NICENESS = 10  # visitors come first


def train(examples: Iterable[tuple[str, str]]) -> Classifier:
    """Learn from examples with their labels, masked as a visitor's message will be, and from mistyped copies of them."""
    texts, labels = [], []
    for example, label in examples:
        masked = read_slots(Text.of(example)).masked
        variants = [strip_courtesies(masked).strip() or masked]
        variants += mistyped(variants[0])
        texts += variants
        labels += [label] * len(variants)
    return _fit(texts, labels)


def _fit(texts: Sequence[str], labels: Sequence[str]) -> Classifier:
    known = sorted(set(labels))
    if len(known) < 2:  # nothing to tell apart: the one is always right
        empty = np.zeros(0, np.float32)
        return Classifier(tuple(known), {}, empty, np.zeros((0, 1), np.float32), np.zeros(len(known), np.float32))
    vectorizer = TfidfVectorizer(analyzer=char_ngrams, min_df=2, dtype=np.float32)
    features = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=20.0, solver="saga", tol=1e-2, max_iter=50, random_state=0).fit(features, list(labels))
    weights = model.coef_ if len(known) > 2 else np.vstack([-model.coef_, model.coef_])  # of two labels it keeps one row
    intercept = model.intercept_ if len(known) > 2 else np.concatenate([-model.intercept_, model.intercept_])
    return Classifier(
        labels=tuple(str(label) for label in model.classes_),
        vocabulary={gram: int(index) for gram, index in vectorizer.vocabulary_.items()},
        idf=vectorizer.idf_.astype(np.float32),
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        intercept=intercept.astype(np.float32),
    )


if __name__ == "__main__":
    os.nice(NICENESS)
    trained = train((text, label) for text, label in json.load(sys.stdin))
    with Path(sys.argv[1]).open("wb") as output:
        trained.write(output)
