# Winograd's convolution (Lavin and Gray 2016): a 3 x 3 convolution by fewer multiplications.
#
# m      side of the square of outputs that are computed together from (m + 2) x (m + 2) inputs: 2 or 4
# x      (batch, channels, height, width), channels last
# tiles  squares of a strip of the picture: (batch, rows, columns, channels)
#
#   y = A^T [ sum over channels of (G g G^T) * (B^T d B) ] A      g kernel, d inputs of a square, * by elements
#
# takes (m + 2)^2 multiplications for m^2 outputs instead of 9 m^2: 16 instead of 36, or 36 instead of 144. The sums over channels
# are a matrix product for each of the (m + 2)^2 places. Errors are those of the plain sum (m = 2) or about twice as large (m = 4).


def tile_side(x: Tensor, weight: Tensor, stride: int) -> int:
    # m, or 0 where the plain convolution is better: small pictures do not repay the transformed kernels, nor few channels the
    # transformed inputs, and only pictures with channels last are read fast enough.
    places = x.size(0) * x.size(2) * x.size(3)
    m = 0
    if stride == 1 and not x.is_contiguous() and weight.size(0) >= 128 and weight.size(1) >= 128 and places >= 128:
        m = 2
        if places >= 2048:
            m = 4
    return m


def kernel_transform(m: int) -> Tensor:
    # G
    if m == 2:
        g = [[1., 0., 0.], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0., 0., 1.]]
    else:
        g = [[1. / 4., 0., 0.], [-1. / 6., -1. / 6., -1. / 6.], [-1. / 6., 1. / 6., -1. / 6.], [1. / 24., 1. / 12., 1. / 6.],
             [1. / 24., -1. / 12., 1. / 6.], [0., 0., 1.]]
    return torch.tensor(g)


def winograd_kernels(weight: Tensor, m: int) -> Tensor:
    # (out, in, 3, 3) -> ((m + 2)^2, out, in)
    g = kernel_transform(m)
    both = torch.kron(g, g)
    return torch.matmul(both, weight.reshape([-1, 9]).t()).reshape([both.size(0), weight.size(0), weight.size(1)])


def transform_inputs(d: List[Tensor], out: List[Tensor], m: int) -> None:
    # out = B^T d along one side
    if m == 2:
        torch.sub(d[0], d[2], out=out[0])
        torch.add(d[1], d[2], out=out[1])
        torch.sub(d[2], d[1], out=out[2])
        torch.sub(d[1], d[3], out=out[3])
    else:
        torch.sub(d[4], d[2], alpha=5, out=out[0]).add_(d[0], alpha=4)
        a = torch.sub(d[4], d[2], alpha=4)
        b = torch.sub(d[3], d[1], alpha=4)
        torch.add(a, b, out=out[1])
        torch.sub(a, b, out=out[2])
        a = torch.sub(d[4], d[2])
        b = torch.sub(d[3], d[1])
        torch.add(a, b, alpha=2, out=out[3])
        torch.sub(a, b, alpha=2, out=out[4])
        torch.sub(d[5], d[3], alpha=5, out=out[5]).add_(d[1], alpha=4)


def transform_outputs(s: List[Tensor], out: List[Tensor], m: int) -> None:
    # out = A^T s along one side
    if m == 2:
        torch.add(s[0], s[1], out=out[0]).add_(s[2])
        torch.sub(s[1], s[2], out=out[1]).sub_(s[3])
    else:
        a = torch.add(s[1], s[2])
        b = torch.add(s[3], s[4])
        torch.add(a, b, out=out[0]).add_(s[0])
        torch.add(a, b, alpha=4, out=out[2])
        a = torch.sub(s[1], s[2])
        b = torch.sub(s[3], s[4])
        torch.add(a, b, alpha=2, out=out[1])
        torch.add(a, b, alpha=8, out=out[3]).add_(s[5])


def every(x: Tensor, dim: int, m: int, count: int) -> List[Tensor]:
    # Along a side, the first of each square's m + 2 inputs, the second, ...
    parts: List[Tensor] = []
    for i in range(m + 2):
        parts.append(torch.slice(x, dim, i, i + m * (count - 1) + 1, m))
    return parts


def winograd_strip(x: Tensor, u: Tensor, y: Tensor, m: int) -> None:
    # x (batch, m * rows + 2, m * columns + 2, in), u transformed kernels, y (batch, rows, m, columns, m, out) is filled
    n = m + 2
    rows = y.size(1)
    columns = y.size(3)
    halfway = torch.empty([n, x.size(0), rows, x.size(2), x.size(3)])
    transform_inputs(every(x, 1, m, rows), torch.unbind(halfway, 0), m)
    v = torch.empty([n, n, x.size(0), rows, columns, x.size(3)])
    transform_inputs(every(halfway, 3, m, columns), torch.unbind(v, 1), m)
    products = torch.bmm(v.reshape([n * n, -1, x.size(3)]), u.transpose(1, 2))
    products = products.reshape([n, n, x.size(0), rows, columns, -1])
    r = torch.empty([m, n, x.size(0), rows, columns, y.size(5)])
    transform_outputs(torch.unbind(products, 0), torch.unbind(r, 0), m)
    transform_outputs(torch.unbind(r, 1), torch.unbind(y.permute([2, 4, 0, 1, 3, 5]), 1), m)


def continued(x: Tensor) -> Tensor:
    # With a border of what lies at the opposite side; unlike the engine's own padding it leaves channels where they lie
    x = torch.cat([x[:, :, -1:], x, x[:, :, 0:1]], 2)
    return torch.cat([x[:, :, :, -1:], x, x[:, :, :, 0:1]], 3)


def winograd(x: Tensor, weight: Tensor, bias: Tensor, m: int, circular: bool) -> Tensor:
    batch = x.size(0)
    height = x.size(2)
    width = x.size(3)
    rows = (height + m - 1) // m
    columns = (width + m - 1) // m
    u = winograd_kernels(weight, m)
    border = 1
    if circular:
        x = continued(x)
        border = 0
    below = m * rows + 2 - x.size(2) - border
    right = m * columns + 2 - x.size(3) - border
    padded = torch.constant_pad_nd(x.permute([0, 2, 3, 1]), [0, 0, border, right, border, below], 0)
    y = torch.empty([batch, rows, m, columns, m, weight.size(0)])
    # strips whose transformed inputs stay in the processor's cache, but not so small that the products suffer
    strip = max(max(2000000 // (u.size(0) * batch * columns * weight.size(1)), 128 // (batch * columns)), 1)
    for first in range(0, rows, strip):
        last = min(first + strip, rows)
        winograd_strip(padded[:, m * first:m * last + 2], u, y[:, first:last], m)
    y = y.reshape([batch, m * rows, m * columns, -1])[:, 0:height, 0:width]
    return y.add_(bias).permute([0, 3, 1, 2])
