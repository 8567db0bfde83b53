"""add_difference of three files by sd-meh: a b c out alpha threads."""
import sys
from pathlib import Path

from sd_meh.merge import merge_models, save_model

a, b, c, out, alpha, threads = sys.argv[1:]
merged = merge_models(
    {"model_a": Path(a), "model_b": Path(b), "model_c": Path(c)},
    {"alpha": [float(alpha)] * 25}, {"alpha": float(alpha)},
    "add_difference", precision=16, threads=int(threads))
save_model(merged, Path(out).with_suffix(""), "safetensors")
