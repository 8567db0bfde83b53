"""add_difference of three files by sd-mecha: a b c out alpha threads."""
import sys
from pathlib import Path

import sd_mecha
import torch

a, b, c, out, alpha, threads = sys.argv[1:]
models = [sd_mecha.model(Path(path)) for path in (a, b, c)]
recipe = sd_mecha.add_difference(*models, alpha=float(alpha), clamp_to_ab=False)
sd_mecha.merge(recipe, output=Path(out), threads=int(threads), merge_device="cpu", merge_dtype=torch.float32,
               output_dtype=torch.float16)
