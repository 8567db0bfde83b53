# Layers that all networks share, as functions over named weights.
#
# w  named weights          p  prefix of a layer's names, without the last dot
#    a weight called "circular", whatever it is, says that pictures continue at the opposite side
# x  pictures or latents (batch, channels, height, width), or tokens (batch, tokens, width)
#
# What a function made itself it may change in place; its arguments never. In a wide network on the processor pictures lie in memory as
# (batch, height, width, channels), "channels last", so that their tokens are the same memory; elsewhere as their shape says.


def linear(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    # A 1 x 1 convolution over tokens is a linear layer: files store its weight as (out, in, 1, 1) or as (out, in).
    weight = w[p + ".weight"].flatten(1)
    bias: Optional[Tensor] = None
    if (p + ".bias") in w:
        bias = w[p + ".bias"]
    return torch.linear(x, weight, bias)


def conv(w: Dict[str, Tensor], p: str, x: Tensor, stride: int) -> Tensor:
    # Kernels are 3 x 3 with padding 1, or 1 x 1 without.
    weight = w[p + ".weight"]
    bias = w[p + ".bias"]
    if weight.size(2) == 1:
        return to_picture(linear(w, p, to_tokens(x)), x)
    side = tile_side(x, weight, stride)
    if side > 0:
        return winograd(x, weight, bias, side, "circular" in w)
    if "circular" in w:
        return plain_conv(continued(x), weight, bias, stride, 0)
    return plain_conv(x, weight, bias, stride, 1)


def plain_conv(x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: int, padding: int) -> Tensor:
    # By the same kernel each time, and without TF32
    strides = [stride, stride]
    paddings = [padding, padding]
    return torch._convolution(x, weight, bias, strides, paddings, [1, 1], False, [0, 0], 1, False, True, True, False)


def group_norm(w: Dict[str, Tensor], p: str, x: Tensor, eps: float) -> Tensor:
    if x.is_contiguous():
        return torch.group_norm(x, 32, w[p + ".weight"], w[p + ".bias"], eps)
    # The engine's own norm of channels that lie last loses three digits at 512 x 512, as it sums squares in one long row.
    scales: List[Tensor] = []
    shifts: List[Tensor] = []
    for i in range(x.size(0)):
        mean, variance = group_statistics(x[i:i + 1])
        scale, shift = norm_line(w, p, mean, variance, eps)
        scales.append(scale)
        shifts.append(shift)
    return to_picture(torch.addcmul(torch.cat(shifts), to_tokens(x), torch.cat(scales)), x)


def norm_line(w: Dict[str, Tensor], p: str, mean: Tensor, variance: Tensor, eps: float) -> Tuple[Tensor, Tensor]:
    # By what channels are multiplied and what is added then, each (1, 1, channels); mean and variance of groups are (32, 1)
    scale = w[p + ".weight"].reshape([32, -1]) * torch.rsqrt(variance + eps)
    shift = w[p + ".bias"].reshape([32, -1]) - mean * scale
    return scale.reshape([1, 1, -1]), shift.reshape([1, 1, -1])


def group_statistics(x: Tensor) -> Tuple[Tensor, Tensor]:
    # Mean and variance of the 32 groups of one picture, each (32, 1), from those of each channel in strips of the picture
    rows = max(4096 // x.size(3), 1)
    means: List[Tensor] = []
    variances: List[Tensor] = []
    shares: List[float] = []
    for first in range(0, x.size(2), rows):
        strip = x[:, :, first:first + rows]
        mean, variance = torch.batch_norm_update_stats(strip, None, None, 0.)
        means.append(mean.reshape([32, -1]))
        variances.append(variance.reshape([32, -1]))
        shares.append(float(strip.size(2)) / float(x.size(2)))
    share = torch.tensor(shares).reshape([-1, 1, 1])
    m = torch.stack(means)
    mean = (share * m).sum(0).mean(1, True)
    variance = (share * (torch.stack(variances) + (m - mean).square())).sum(0).mean(1, True)
    return mean, variance


def norm_silu(w: Dict[str, Tensor], p: str, x: Tensor, eps: float) -> Tensor:
    return torch.silu_(group_norm(w, p, x, eps))


def layer_norm(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    weight = w[p + ".weight"]
    return torch.layer_norm(x, [weight.size(0)], weight, w[p + ".bias"], 1e-05)


def activation(x: Tensor, kind: str) -> Tensor:
    if kind == "quick_gelu":
        y = x * torch.sigmoid(1.702 * x)
    elif kind == "gelu":
        y = torch.gelu(x)
    else:
        y = torch.gelu(x, approximate="tanh")
    return y


def split_heads(x: Tensor, heads: int) -> Tensor:
    # (batch, tokens, width) -> (batch, heads, tokens, width / heads)
    return x.reshape([x.size(0), x.size(1), heads, -1]).transpose(1, 2)


def attention(q: Tensor, k: Tensor, v: Tensor, heads: int, causal: bool) -> Tensor:
    # softmax(q k^T / sqrt(width / heads)) v, by the fused kernel; q, k, v and the result are (batch, tokens, width)
    a = torch.scaled_dot_product_attention(split_heads(q, heads), split_heads(k, heads), split_heads(v, heads), None, 0., causal)
    return a.transpose(1, 2).flatten(2)


def arranged(x: Tensor, channels: int) -> Tensor:
    # The picture as a network of so many channels is fastest with it
    if x.is_cuda or x.dtype != 6 or channels < 128:
        return x
    return torch.contiguous(x, memory_format=2)


def to_tokens(x: Tensor) -> Tensor:
    # (batch, channels, height, width) -> (batch, height * width, channels)
    return x.permute([0, 2, 3, 1]).flatten(1, 2)


def to_picture(x: Tensor, like: Tensor) -> Tensor:
    # (batch, height * width, channels) -> (batch, channels, height, width)
    picture = x.reshape([like.size(0), like.size(2), like.size(3), -1]).permute([0, 3, 1, 2])
    if like.is_contiguous():
        return torch.contiguous(picture)
    return picture


def upsample(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    doubled = torch.upsample_nearest2d(x, [2 * x.size(2), 2 * x.size(3)])
    return conv(w, p, doubled, 1)


def clip_layers(w: Dict[str, Tensor], p: str, x: Tensor, first: int, last: int, heads: int, kind: str, causal: bool) -> Tensor:
    # Layers first (inclusive) to last (exclusive) of a CLIP transformer; x (batch, tokens, width)
    for i in range(first, last):
        q = p + "." + str(i)
        a = layer_norm(w, q + ".layer_norm1", x)
        k = q + ".self_attn."
        a = attention(linear(w, k + "q_proj", a), linear(w, k + "k_proj", a), linear(w, k + "v_proj", a), heads, causal)
        x = linear(w, k + "out_proj", a).add_(x)
        m = linear(w, q + ".mlp.fc1", layer_norm(w, q + ".layer_norm2", x))
        x = linear(w, q + ".mlp.fc2", activation(m, kind)).add_(x)
    return x


def count_layers(w: Dict[str, Tensor], p: str, suffix: str) -> int:
    # How many of p.0.suffix, p.1.suffix, ... there are
    n = 0
    while (p + "." + str(n) + suffix) in w:
        n = n + 1
    return n
