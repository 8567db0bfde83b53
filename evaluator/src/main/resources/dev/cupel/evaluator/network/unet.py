# The U-Net of Stable Diffusion 1.x: predicts the noise in a latent.
#
# w    named weights                                  p  prefix of a block's names
# x,h  features (batch, channels, height, width)
# s    shifts of the channels by the time, per residual block (1, channels): the same for all pictures of a step
# merged  share of the tokens that self-attention takes for others; only at the latents' own size (see merging.py)
# kv   keys and values of the text per cross-attention, each (batch, text tokens, width): they stay the same over all steps
#
# Which parts a block has, and all sizes, follow from the names and shapes of the weights.


def time_embedding(w: Dict[str, Tensor], p: str, t: Tensor) -> Tensor:
    # [cos(t f_0), ..., cos(t f_(n-1)), sin(t f_0), ...] with f_i = 10000^(-i/n); t (1), fractional times as they are
    n = w[p + ".0.weight"].size(1) // 2
    f = torch.exp(torch.arange(n, device=t.device) * (-9.210340371976184 / float(n)))
    angle = t.unsqueeze(1) * f.unsqueeze(0)
    e = torch.cat([torch.cos(angle), torch.sin(angle)], 1).type_as(w[p + ".0.weight"])
    return linear(w, p + ".2", torch.silu(linear(w, p + ".0", e)))


def unet_shifts(w: Dict[str, Tensor], t: Tensor) -> Dict[str, Tensor]:
    e = torch.silu(time_embedding(w, "model.diffusion_model.time_embed", t))
    s: Dict[str, Tensor] = {}
    for name in w.keys():
        if name.endswith(".emb_layers.1.weight"):
            s[name[0:-20]] = linear(w, name[0:-7], e)
    return s


def residual(w: Dict[str, Tensor], s: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    h = conv(w, p + ".in_layers.2", norm_silu(w, p + ".in_layers.0", x, 1e-05), 1)
    h = norm_silu(w, p + ".out_layers.0", h.add_(s[p].unsqueeze(2).unsqueeze(3)), 1e-05)
    h = conv(w, p + ".out_layers.3", h, 1)
    if (p + ".skip_connection.weight") in w:
        x = conv(w, p + ".skip_connection", x, 1)
    return h.add_(x)


def gated(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    # GEGLU (Shazeer 2020): the first half of the layer's outputs times GELU of the second
    weight = w[p + ".weight"]
    bias = w[p + ".bias"]
    half = weight.size(0) // 2
    gate = torch.gelu_(torch.linear(x, weight[half:], bias[half:]))
    return torch.linear(x, weight[0:half], bias[0:half]).mul_(gate)


def self_attention(w: Dict[str, Tensor], q: str, a: Tensor) -> Tensor:
    a = attention(linear(w, q + "to_q", a), linear(w, q + "to_k", a), linear(w, q + "to_v", a), 8, False)
    return linear(w, q + "to_out.0", a)


def spatial_transformer(w: Dict[str, Tensor], kv: Dict[str, Tensor], p: str, x: Tensor, merged: float) -> Tensor:
    h = linear(w, p + ".proj_in", to_tokens(group_norm(w, p + ".norm", x, 1e-06)))
    b = p + ".transformer_blocks.0"
    a = layer_norm(w, b + ".norm1", h)
    if merged > 0.:
        places = merge_places(h, x.size(2), x.size(3), merged)
        a = unmerge(self_attention(w, b + ".attn1.", merge(a, places)), places)
    else:
        a = self_attention(w, b + ".attn1.", a)
    h = h.add_(a)
    q = b + ".attn2."
    a = linear(w, q + "to_q", layer_norm(w, b + ".norm2", h))
    a = attention(a, kv[q + "to_k"], kv[q + "to_v"], 8, False)
    h = h.add_(linear(w, q + "to_out.0", a))
    f = gated(w, b + ".ff.net.0.proj", layer_norm(w, b + ".norm3", h))
    h = h.add_(linear(w, b + ".ff.net.2", f))
    return to_picture(linear(w, p + ".proj_out", h), x).add_(x)


def unet_block(w: Dict[str, Tensor], kv: Dict[str, Tensor], s: Dict[str, Tensor], p: str, h: Tensor, merged: float) -> Tensor:
    for i in range(3):
        q = p + "." + str(i)
        if (q + ".in_layers.0.weight") in w:
            h = residual(w, s, q, h)
        elif (q + ".proj_in.weight") in w:
            h = spatial_transformer(w, kv, q, h, merged)
        elif (q + ".op.weight") in w:
            h = conv(w, q + ".op", h, 2)
        elif (q + ".conv.weight") in w:
            h = upsample(w, q + ".conv", h)
        elif (q + ".weight") in w:
            h = conv(w, q, h, 1)
    return h


def unet_keys_values(w: Dict[str, Tensor], text: Tensor) -> Dict[str, Tensor]:
    # text (batch, tokens, context width)
    kv: Dict[str, Tensor] = {}
    for name in w.keys():
        if name.endswith(".attn2.to_k.weight") or name.endswith(".attn2.to_v.weight"):
            layer = name[0:-7]
            kv[layer] = linear(w, layer, text.type_as(w[name]))
    return kv


def unet_noise(w: Dict[str, Tensor], kv: Dict[str, Tensor], s: Dict[str, Tensor], x: Tensor, merged: float) -> Tensor:
    p = "model.diffusion_model."
    head = w[p + "out.2.weight"]
    h = arranged(x.type_as(head), head.size(1))
    skips: List[Tensor] = []
    for i in range(12):
        h = unet_block(w, kv, s, p + "input_blocks." + str(i), h, merged if i < 3 else 0.)
        skips.append(h)
    h = unet_block(w, kv, s, p + "middle_block", h, 0.)
    for i in range(12):
        skip = skips.pop()
        if h.size(2) != skip.size(2) or h.size(3) != skip.size(3):
            h = torch.upsample_nearest2d(h, [skip.size(2), skip.size(3)])  # sides that 8 does not divide
        h = unet_block(w, kv, s, p + "output_blocks." + str(i), torch.cat([h, skip], 1), merged if i > 8 else 0.)
    return torch.to(conv(w, p + "out.2", norm_silu(w, p + "out.0", h, 1e-05), 1), 6)
