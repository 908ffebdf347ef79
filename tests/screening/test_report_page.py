from pathlib import Path

import pytest

from bot.screening.classifier import Classifier
from bot.screening.classifier_training import calibrate, fit
from bot.screening.corpus import load_corpus
from bot.screening.encoder import load_encoder
from bot.screening.report_page import write_page
from bot.screening.samples import samples
from tests.screening.encoders import write_tiny
from tests.screening.folder import HEAD, RULE, load
from tests.screening.labelled import SMALL, THRESHOLDS, write


def page(tmp_path: Path) -> tuple[str, list[str]]:
    messages = load_corpus(write(tmp_path, SMALL))
    model, encoder = fit(samples(messages)), load_encoder(write_tiny(tmp_path / "encoder.onnx"))
    classifier = Classifier(model, encoder, calibrate(model, encoder, samples(messages)), THRESHOLDS)
    file = tmp_path / "report.html"
    write_page(file, messages, load(tmp_path, HEAD + RULE), classifier, ["suicide <0.9"])
    return file.read_text(), [message.text for message in messages]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[str]]:
    return page(tmp_path_factory.mktemp("report"))


def test_the_page_shows_three_plots_in_words_too(made: tuple[str, list[str]]) -> None:
    told, _ = made
    assert told.count("<svg") == told.count("</svg>") == told.count("<figure>") == 3
    for name in ("Found against right", "How grave", "How sure"):
        assert f"<h2>{name}</h2><p>" in told


def test_the_page_holds_no_message_and_no_markup_from_outside(made: tuple[str, list[str]]) -> None:
    told, texts = made
    assert not any(text in told for text in texts)
    assert "suicide &lt;0.9" in told
    assert "<script" not in told


def test_the_same_figures_give_the_same_page(made: tuple[str, list[str]], tmp_path: Path) -> None:
    assert page(tmp_path) == made
