"""The networks of a checkpoint by diffusers and transformers, as FullSizeBenchmark does it with Cupel: arguments and lines are described there."""

import math
import os
import sys
import time

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint, convert_ldm_vae_checkpoint
from safetensors import safe_open
from transformers import CLIPTextConfig, CLIPTextModel

torch.set_num_threads(int(sys.argv[2]))
torch.set_grad_enabled(False)
TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
TEXT = "cond_stage_model.transformer."


def networks(path):
    with safe_open(path, "pt") as file:
        names = [name for name in file.keys() if not name.endswith("position_ids")]
        tensors = {name: file.get_tensor(name).float() for name in names}
    with torch.device("meta"):
        unet = UNet2DConditionModel(sample_size=64, cross_attention_dim=768, attention_head_dim=8)
        vae = AutoencoderKL(sample_size=512, block_out_channels=(128, 256, 512, 512), layers_per_block=2,
                            down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)
        text = CLIPTextModel(CLIPTextConfig(hidden_size=768, intermediate_size=3072, num_hidden_layers=12,
                                            num_attention_heads=12, hidden_act="quick_gelu"))
    unet.load_state_dict(convert_ldm_unet_checkpoint(dict(tensors), unet.config), assign=True)
    vae.load_state_dict(convert_ldm_vae_checkpoint(dict(tensors), vae.config), assign=True)
    text.load_state_dict({name.removeprefix(TEXT): t for name, t in tensors.items() if name.startswith(TEXT)},
                         strict=False, assign=True)
    text.text_model.embeddings.position_ids = torch.arange(77).unsqueeze(0)
    return [network.eval() for network in (text, unet, vae)]


def latents(batch, side):
    values = [math.sin(i) for i in range(batch * 4 * side * side)]
    return torch.tensor(values).reshape(batch, 4, side, side)


def ids(count):
    rows = [[49406 + c % 2] + [7 * i + 1 for i in range(1, 77)] for c in range(count)]
    return torch.tensor(rows)


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def measure(work, file):
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")
    cpu, start = time.process_time(), time.perf_counter()
    result = work().float().contiguous()
    print(f"{time.perf_counter() - start:.3f} {time.process_time() - cpu:.3f} {peak()}", flush=True)
    result.numpy().tofile(file)


shown = {"fp32": networks(sys.argv[1])}
print("ready", flush=True)
for line in sys.stdin:
    words = line.split()
    kind = words[1]
    if kind not in shown:
        shown[kind] = [network.to(TYPES[kind]) for network in networks(sys.argv[1])]
    text, unet, vae = shown[kind]
    if words[0] == "text":
        measure(lambda: text(ids(2)).last_hidden_state, words[-1])
        continue
    batch, side = int(words[2]), int(words[3]) // 8
    x = latents(batch, side).to(TYPES[kind])
    if words[0] == "decode":
        measure(lambda: vae.decode(x / 0.18215).sample, words[-1])
    else:
        states = text(ids(batch)).last_hidden_state
        measure(lambda: unet(x, 500, states).sample, words[-1])
