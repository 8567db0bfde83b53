# The autoencoder (VAE) of Stable Diffusion 1.x.
#
# w  named weights    p  prefix of a block's names    h  features (batch, channels, height, width)
#
# Number of levels, of blocks per level and all sizes follow from the names and shapes of the weights.


def vae_norm(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    # A tile is normed as the whole picture is, if what norms see of that lies among the weights: mean and variance, (2, 32, 1)
    if "seeing" in w:
        variance, mean = torch.var_mean(torch.to(x, 6).reshape([32, -1]), [1], False, True)
        w[p + ".seen"] = torch.stack([mean, variance])
    if (p + ".seen") in w:
        seen = w[p + ".seen"]
        scale, shift = norm_line(w, p, seen[0], seen[1], 1e-06)
        return to_picture(torch.addcmul(shift, to_tokens(x), scale).type_as(x), x)
    return group_norm(w, p, x, 1e-06)


def vae_residual(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    h = conv(w, p + ".conv1", torch.silu_(vae_norm(w, p + ".norm1", x)), 1)
    h = conv(w, p + ".conv2", torch.silu_(vae_norm(w, p + ".norm2", h)), 1)
    if (p + ".nin_shortcut.weight") in w:
        x = conv(w, p + ".nin_shortcut", x, 1)
    return h.add_(x)


def vae_middle(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    h = vae_residual(w, p + ".block_1", x)
    a = to_tokens(vae_norm(w, p + ".attn_1.norm", h))
    a = attention(linear(w, p + ".attn_1.q", a), linear(w, p + ".attn_1.k", a), linear(w, p + ".attn_1.v", a), 1, False)
    h = to_picture(linear(w, p + ".attn_1.proj_out", a), h).add_(h)
    return vae_residual(w, p + ".block_2", h)


def vae_blocks(w: Dict[str, Tensor], p: str, h: Tensor) -> Tensor:
    for i in range(count_layers(w, p, ".conv1.weight")):
        h = vae_residual(w, p + "." + str(i), h)
    return h


def vae_decode(w: Dict[str, Tensor], latent: Tensor) -> Tensor:
    # latent (batch, 4, height / 8, width / 8) as the U-Net has it -> picture (batch, 3, height, width), about [-1, 1]
    p = "first_stage_model.decoder"
    h = arranged((latent / 0.18215).type_as(w[p + ".conv_out.weight"]), w[p + ".conv_out.weight"].size(1))
    h = conv(w, "first_stage_model.post_quant_conv", h, 1)
    h = vae_middle(w, p + ".mid", conv(w, p + ".conv_in", h, 1))
    levels = count_layers(w, p + ".up", ".block.0.conv1.weight")
    for i in range(levels):
        q = p + ".up." + str(levels - 1 - i)
        h = vae_blocks(w, q + ".block", h)
        if (q + ".upsample.conv.weight") in w:
            h = upsample(w, q + ".upsample.conv", h)
    return torch.to(conv(w, p + ".conv_out", torch.silu_(vae_norm(w, p + ".norm_out", h)), 1), 6)


def vae_seeing(w: Dict[str, Tensor], latent: Tensor) -> Dict[str, Tensor]:
    # The weights, and what the decoder's norms see of one latent, small enough to be seen at once
    seeing: Dict[str, Tensor] = {"seeing": torch.zeros([1])}
    for name in w.keys():
        seeing[name] = w[name]
    picture = vae_decode(seeing, latent)
    seen: Dict[str, Tensor] = {}
    for name in seeing.keys():
        if name != "seeing":
            seen[name] = seeing[name]
    return seen


def vae_encode(w: Dict[str, Tensor], picture: Tensor) -> Tensor:
    # picture (batch, 3, height, width) in [-1, 1] -> mean and log variance (batch, 8, height / 8, width / 8), not scaled
    p = "first_stage_model.encoder"
    h = conv(w, p + ".conv_in", arranged(picture.type_as(w[p + ".conv_in.weight"]), w[p + ".conv_in.weight"].size(0)), 1)
    for i in range(count_layers(w, p + ".down", ".block.0.conv1.weight")):
        q = p + ".down." + str(i)
        h = vae_blocks(w, q + ".block", h)
        d = q + ".downsample.conv"
        if (d + ".weight") in w:
            # one row and column of zeros at the bottom and the right only
            h = plain_conv(torch.constant_pad_nd(h, [0, 1, 0, 1], 0), w[d + ".weight"], w[d + ".bias"], 2, 0)
    h = vae_middle(w, p + ".mid", h)
    h = conv(w, p + ".conv_out", torch.silu_(vae_norm(w, p + ".norm_out", h)), 1)
    return torch.to(conv(w, "first_stage_model.quant_conv", h, 1), 6)
