# Token merging (Bolya and Hoffman, "Token Merging for Fast Stable Diffusion", 2023), without the random choice of
# the paper: in every cell of 2 x 2 tokens the first one stays, and of all others those that resemble one of these most
# are taken for it.
#
# n        tokens, height * width                  stay     those that stay, one a cell
# others   all the rest, row by row                score    cosine of the angle to the most similar one that stays
#
# places   [stay (cells), others (batch, n - cells) with the most similar first, number of them to merge,
#           which of stay each of those goes to, (batch, number)]


def merge_places(x: Tensor, height: int, width: int, ratio: float) -> List[Tensor]:
    # x (batch, n, channels): what is compared
    place = torch.arange(height * width, device=x.device)
    row = torch.floor_divide(place, width)
    column = torch.remainder(place, width)
    inside = torch.logical_and(torch.lt(row, height // 2 * 2), torch.lt(column, width // 2 * 2))
    first = torch.logical_and(torch.eq(torch.remainder(row, 2), 0), torch.eq(torch.remainder(column, 2), 0))
    stays = torch.logical_and(inside, first)
    stay = torch.flatten(torch.nonzero(stays))
    other = torch.flatten(torch.nonzero(torch.logical_not(stays)))
    unit = x / torch.norm(x, 2, [-1], True)
    target = unit.index_select(1, stay).transpose(1, 2)
    scores: List[Tensor] = []
    nearest: List[Tensor] = []
    part = 2048  # rows at a time: all scores of a large picture would take gigabytes
    for i in range((other.size(0) + part - 1) // part):
        rows = other[i * part:(i + 1) * part]
        best = torch.max(torch.matmul(unit.index_select(1, rows), target), 2, False)
        scores.append(best[0])
        nearest.append(best[1])
    order = torch.argsort(torch.cat(scores, 1), stable=True, dim=1, descending=True)
    number = min(other.size(0), int(height * width * ratio))
    to = torch.cat(nearest, 1).gather(1, order)[:, 0:number]
    return [stay, other[order], to]


def merge(x: Tensor, places: List[Tensor]) -> Tensor:
    # x (batch, n, channels) -> the others that are left, then those that stay as means of what they stand for
    stay = places[0]
    others = places[1]
    to = places[2]
    batch = x.size(0)
    cells = stay.size(0)
    number = to.size(1)
    wide = others.unsqueeze(2).expand([-1, -1, x.size(2)])
    gone = x.gather(1, wide[:, 0:number])
    left = x.gather(1, wide[:, number:])
    # sums in a fixed order: sorted by where they go
    cell = torch.flatten(to + cells * torch.arange(batch, device=x.device).unsqueeze(1))
    order = torch.argsort(cell, stable=True, dim=0, descending=False)
    counts = torch.bincount(cell, None, batch * cells)
    sums = torch.segment_reduce(gone.flatten(0, 1).index_select(0, order), "sum", lengths=counts, axis=0, unsafe=True, initial=0.)
    kept = x.index_select(1, stay) + sums.reshape([batch, cells, -1])
    return torch.cat([left, kept / (counts + 1).reshape([batch, cells, 1])], 1)


def unmerge(y: Tensor, places: List[Tensor]) -> Tensor:
    # y as merge makes it -> (batch, n, channels), what was merged being what it was merged into
    stay = places[0]
    others = places[1]
    to = places[2]
    number = to.size(1)
    left = others.size(1) - number
    channels = y.size(2)
    kept = y[:, left:]
    wide = others.unsqueeze(2).expand([-1, -1, channels])
    x = torch.empty([y.size(0), stay.size(0) + others.size(1), channels], dtype=y.dtype, device=y.device)
    x = torch.index_copy(x, 1, stay, kept)
    x = torch.scatter(x, 1, wide[:, number:], y[:, 0:left])
    return torch.scatter(x, 1, wide[:, 0:number], kept.gather(1, to.unsqueeze(2).expand([-1, -1, channels])))
