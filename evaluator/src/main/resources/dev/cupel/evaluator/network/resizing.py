# Latents in another size.


def resized(x: Tensor, height: int, width: int, kind: str) -> Tensor:
    # x (batch, channels, any height, any width) -> (batch, channels, height, width); corners are not aligned
    if kind == "bilinear":
        y = torch.upsample_bilinear2d(x, [height, width], False)
    elif kind == "bilinear_antialiased":
        y = torch._upsample_bilinear2d_aa(x, [height, width], False)
    elif kind == "bicubic":
        y = torch.upsample_bicubic2d(x, [height, width], False)
    elif kind == "bicubic_antialiased":
        y = torch._upsample_bicubic2d_aa(x, [height, width], False)
    elif kind == "nearest":
        y = torch.upsample_nearest2d(x, [height, width])
    else:
        y = torch._upsample_nearest_exact2d(x, [height, width])
    return y
