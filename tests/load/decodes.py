"""What decoding alone takes: one sentence by every scoring function, without a server."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import torch

from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate


def processor_time_of_decodes(texts: Sequence[str]) -> float:
    """Seconds of processor that all scoring functions take for a sentence, the mean of these."""
    torch.set_num_threads(1)
    bundles = [load_bundle(f"zh-en/{name}") for name in CARDS]
    requests = [(bundle, Request(bundle.name, text)) for text in texts for bundle in bundles]
    for bundle, request in requests[: len(bundles)]:
        translate(bundle, replace(request, text="我爱你。"))
    began = time.process_time()
    for bundle, request in requests:
        translate(bundle, request)
    return (time.process_time() - began) / len(texts)
