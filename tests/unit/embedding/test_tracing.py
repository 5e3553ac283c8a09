"""A recorded model computes what the model does, or is not used."""

import pytest
import torch  # noqa: TID253
from torch import nn  # noqa: TID253

from imagesearch.embedding.cards import card_named
from imagesearch.embedding.openclip import TEXTS_TO_RECORD_BY, OpenClipEncoder
from imagesearch.embedding.texts import TextTower, tokens_cut
from imagesearch.embedding.towers import towers_load
from imagesearch.embedding.tracing import traced
from imagesearch.embedding.words import SentenceEncoder

EXAMPLES = [(torch.ones(2, 3),), (torch.ones(1, 5),)]


class Doubling(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * 2


class Learning(nn.Module):
    """Its recording would give the sum of the first example for ever."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.full((1,), x.sum().item())


class Refusing(nn.Module):
    """Cannot be recorded: what it gives is no tensor."""

    def forward(self, x: torch.Tensor) -> object:
        return object()


def test_model_is_recorded_for_all_shapes():
    recorded = traced(Doubling(), EXAMPLES)
    assert isinstance(recorded, torch.jit.ScriptModule)
    assert torch.equal(recorded(torch.full((4, 7), 3.0)), torch.full((4, 7), 6.0))


@pytest.mark.parametrize("model", [Learning(), Refusing()])
def test_model_whose_recording_does_not_do_the_same_is_used_itself(model):
    assert traced(model, EXAMPLES) is model


def test_texts_are_encoded_alike_recorded_and_not():
    card = card_named("demo")
    loaded = towers_load(card, towers=frozenset({"text"}))
    encoder = OpenClipEncoder(card, towers=frozenset({"text"}), device="cpu", precision="fp32")
    assert isinstance(encoder._text_tower, torch.jit.ScriptModule)
    texts = ["purple", "two green circles on a striped ground", ""]
    with torch.inference_mode():
        plain = TextTower(loaded.model)(tokens_cut(loaded.model, loaded.tokenize(texts)))
    wanted = nn.functional.normalize(plain, dim=-1).numpy()
    assert abs(encoder.encode_texts(texts) - wanted).max() < 1e-5
    assert len({len(text.split()) for texts in TEXTS_TO_RECORD_BY for text in texts}) > 2


@pytest.mark.parametrize("precision", ["packed", "bf16"])
def test_sentences_mean_the_same_alone_and_in_company(precision):
    encoder = SentenceEncoder(precision=precision)
    assert isinstance(encoder._sentences, torch.jit.ScriptModule)
    texts = ["a dog", "somebody walks along a river with two dogs in the evening", "an invoice"]
    together = encoder.encode_texts(texts)
    alone = [encoder.encode_texts([text])[0] for text in texts]
    assert all(float(one @ other) > 0.9995 for one, other in zip(together, alone, strict=True))
    assert together[0] @ together[1] > together[0] @ together[2] + 0.2
    exact = SentenceEncoder().encode_texts(texts)
    assert (together * exact).sum(axis=1).min() > 0.9995
