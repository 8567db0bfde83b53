# ESRGAN (Wang et al., 2018): enlarges pictures 1, 2, 4, ... times.
#
# w  named weights: first, body.N.rdbK.convM, trunk, up.N, high, last
#
# Number of blocks and of enlargements, and all sizes follow from the names and shapes of the weights.


def leaky(x: Tensor) -> Tensor:
    return torch.leaky_relu(x, 0.2)


def dense_block(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
    # each convolution sees everything before it
    seen = x
    for i in range(4):
        seen = torch.cat([seen, leaky(conv(w, p + ".conv" + str(i + 1), seen, 1))], 1)
    return x + 0.2 * conv(w, p + ".conv5", seen, 1)


def esrgan(w: Dict[str, Tensor], x: Tensor, unshuffle: int) -> Tensor:
    # x (batch, 3, height, width), 0 to 1 -> the same, larger; squares of unshuffle x unshuffle pixels are taken for one
    height = x.size(2)
    width = x.size(3)
    if unshuffle > 1:
        below = (height + unshuffle - 1) // unshuffle * unshuffle - height
        right = (width + unshuffle - 1) // unshuffle * unshuffle - width
        x = torch.pixel_unshuffle(torch.pad(x, [0, right, 0, below], "reflect"), unshuffle)
    small = x.size(2)
    h = conv(w, "first", x, 1)
    b = h
    for i in range(count_layers(w, "body", ".rdb1.conv1.weight")):
        p = "body." + str(i)
        r = dense_block(w, p + ".rdb3", dense_block(w, p + ".rdb2", dense_block(w, p + ".rdb1", b)))
        b = b + 0.2 * r
    h = h + conv(w, "trunk", b, 1)
    for i in range(count_layers(w, "up", ".weight")):
        h = leaky(upsample(w, "up." + str(i), h))
    h = conv(w, "last", leaky(conv(w, "high", h, 1)), 1)
    scale = h.size(2) // small
    return h[:, :, 0:height * scale // unshuffle, 0:width * scale // unshuffle]
