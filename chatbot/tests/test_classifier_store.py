from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from chatbot.engine.training import train
from chatbot.services.classifier_store import classifier_for

EXAMPLES = [
    (text, label)
    for label, texts in {
        "guarantee": ["jaka jest gwarancja", "na ile lat gwarancja", "gwarancja na prace"],
        "vat": ["ile wynosi vat", "czy cena zawiera vat", "stawka vat"],
        "hours": ["w jakich godzinach pracujecie", "godziny otwarcia", "do której czynne"],
    }.items()
    for text in texts
]


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "classifiers"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))


def test_a_classifier_is_trained_once_and_then_read(folder: Path) -> None:
    first = classifier_for(EXAMPLES)
    [file] = kept(folder)
    written = file.stat().st_mtime_ns
    again = classifier_for(EXAMPLES)
    assert file.stat().st_mtime_ns == written
    assert again.labels == first.labels == ("guarantee", "hours", "vat")
    assert np.array_equal(again.logits("a gwarancja"), first.logits("a gwarancja"))


def test_it_is_what_training_in_this_process_gives(folder: Path) -> None:
    assert np.allclose(classifier_for(EXAMPLES).logits("a gwarancja"), train(EXAMPLES).logits("a gwarancja"), atol=1e-4)


def test_other_examples_are_another_classifier(folder: Path) -> None:
    classifier_for(EXAMPLES)
    classifier_for(EXAMPLES[:-1])
    assert len(kept(folder)) == 2


def test_two_labels_and_one_label_work(folder: Path) -> None:
    two = classifier_for(EXAMPLES[:6])
    assert two.labels[int(np.argmax(two.logits("gwarancja")))] == "guarantee"
    assert two.labels[int(np.argmax(two.logits("jaki vat")))] == "vat"
    one = classifier_for(EXAMPLES[:3])
    assert len(one.logits("anything")) == len(one.labels) == 1


def test_a_damaged_file_is_trained_again(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    classifier_for(EXAMPLES)
    [file] = kept(folder)
    file.write_bytes(b"PK\x03\x04 cut off")
    assert classifier_for(EXAMPLES).labels == ("guarantee", "hours", "vat")
    assert "trained again" in caplog.text
    assert kept(folder)[0].stat().st_size > 1000


def test_those_who_need_it_together_train_it_once(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        classifiers = list(pool.map(lambda _: classifier_for(EXAMPLES), range(4)))
    assert len({classifier.labels for classifier in classifiers}) == 1
    assert len(kept(folder)) == 1
    assert list(folder.glob("*.draft")) == []


def test_only_the_newest_few_are_kept(folder: Path) -> None:
    for size in range(4, 9):
        classifier_for(EXAMPLES[:size])
    assert len(kept(folder)) == 3


def test_a_folder_that_cannot_be_written_costs_time_only(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "classifiers").write_text("a file where a folder should be")
    assert classifier_for(EXAMPLES).labels == ("guarantee", "hours", "vat")
    assert "cannot be kept under VAR_DIR" in caplog.text
