"""Which precision is chosen."""

import pytest
import torch  # noqa: TID253

from imagesearch.embedding.calibration import PICTURES_ROWS, QUERY_ROWS, precision_choose


@pytest.mark.parametrize("rows", [QUERY_ROWS, PICTURES_ROWS])
def test_precision_on_a_processor_is_a_known_one(rows):
    assert precision_choose("cpu", rows=rows) in {"fp32", "bf16", "packed"}


@pytest.mark.parametrize(("knows_bf16", "precision"), [(True, "bf16"), (False, "fp16")])
def test_precision_on_a_device_is_a_half(monkeypatch, knows_bf16, precision):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: knows_bf16)
    assert precision_choose("cuda:0") == precision
