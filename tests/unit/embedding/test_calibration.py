"""Which precision is chosen."""

import pytest
import torch  # noqa: TID253

from imagesearch.embedding.calibration import QUERY_ROWS, precision_choose


def test_precision_on_a_processor_is_one_of_two():
    assert precision_choose("cpu") in {"fp32", "bf16"}


@pytest.mark.parametrize(("knows_bf16", "precision"), [(True, "bf16"), (False, "fp16")])
def test_precision_on_a_device_is_a_half(monkeypatch, knows_bf16, precision):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: knows_bf16)
    assert precision_choose("cuda:0") == precision


def test_precision_for_a_query_is_measured_with_its_few_tokens():
    assert precision_choose("cpu", rows=QUERY_ROWS, can_pack=True) in {"fp32", "bf16", "packed"}
