# Layers that all networks share, as functions over named weights.
#
# w  named weights          p  prefix of a layer's names, without the last dot
#    a weight called "circular", whatever it is, says that pictures continue at the opposite side
# x  pictures or latents (batch, channels, height, width), or tokens (batch, tokens, width)


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
    padding = weight.size(2) // 2
    if padding > 0 and ("circular" in w):
        x = torch.pad(x, [padding, padding, padding, padding], "circular")
        padding = 0
    return torch.conv2d(x, weight, w[p + ".bias"], [stride, stride], [padding, padding])


def group_norm(w: Dict[str, Tensor], p: str, x: Tensor, eps: float) -> Tensor:
    return torch.group_norm(x, 32, w[p + ".weight"], w[p + ".bias"], eps)


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


def to_tokens(x: Tensor) -> Tensor:
    # (batch, channels, height, width) -> (batch, height * width, channels)
    return x.flatten(2).transpose(1, 2)


def to_picture(x: Tensor, like: Tensor) -> Tensor:
    # (batch, height * width, channels) -> (batch, channels, height, width)
    return x.transpose(1, 2).reshape([like.size(0), -1, like.size(2), like.size(3)])


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
        x = x + linear(w, k + "out_proj", a)
        m = linear(w, q + ".mlp.fc1", layer_norm(w, q + ".layer_norm2", x))
        x = x + linear(w, q + ".mlp.fc2", activation(m, kind))
    return x


def count_layers(w: Dict[str, Tensor], p: str, suffix: str) -> int:
    # How many of p.0.suffix, p.1.suffix, ... there are
    n = 0
    while (p + "." + str(n) + suffix) in w:
        n = n + 1
    return n
