# CLIP: the text encoder inside a Stable Diffusion checkpoint, and both towers of a CLIP that scores.
#
# w  named weights    ids  token ids (batch, tokens), int64


def text_embeddings(w: Dict[str, Tensor], p: str, ids: Tensor) -> Tensor:
    positions = w[p + ".position_embedding.weight"][0:ids.size(1)]
    return torch.embedding(w[p + ".token_embedding.weight"], ids) + positions


def sd_text_states(w: Dict[str, Tensor], ids: Tensor, clip_skip: int) -> Tensor:
    # States (batch, tokens, width) after leaving out the last clip_skip - 1 layers; the final norm follows in any case.
    return sd_text_layers(w, text_embeddings(w, "cond_stage_model.transformer.text_model.embeddings", ids), clip_skip)


def sd_text_states_with(w: Dict[str, Tensor], ids: Tensor, places: Tensor, vectors: Tensor, clip_skip: int) -> Tensor:
    # The same with vectors (n, width) in the place of tokens; places (n) count through batch * tokens
    p = "cond_stage_model.transformer.text_model.embeddings"
    tokens = torch.embedding(w[p + ".token_embedding.weight"], ids.reshape([-1])).index_copy(0, places, vectors.type_as(w[p + ".token_embedding.weight"]))
    positions = w[p + ".position_embedding.weight"][0:ids.size(1)]
    return sd_text_layers(w, tokens.reshape([ids.size(0), ids.size(1), -1]) + positions, clip_skip)


def sd_text_layers(w: Dict[str, Tensor], x: Tensor, clip_skip: int) -> Tensor:
    p = "cond_stage_model.transformer.text_model"
    heads = max(x.size(2) // 64, 1)
    last = count_layers(w, p + ".encoder.layers", ".mlp.fc1.weight") + 1 - clip_skip
    x = clip_layers(w, p + ".encoder.layers", x, 0, last, heads, "quick_gelu", True)
    return torch.to(layer_norm(w, p + ".final_layer_norm", x), 6)


def emphasize(states: Tensor, weights: Tensor) -> Tensor:
    # Multiplies each token's state by its weight, then restores the mean of each chunk. states (chunks, tokens, width), weights (chunks, tokens)
    before = states.mean([1, 2], True)
    weighted = states * weights.unsqueeze(2)
    return weighted * (before / weighted.mean([1, 2], True))


def emphasize_batch(states: Tensor, weights: Tensor) -> Tensor:
    # The same, but restores the mean of all chunks together
    before = states.mean([0, 1, 2], True)
    weighted = states * weights.unsqueeze(2)
    return weighted * (before / weighted.mean([0, 1, 2], True))


def clip_text(w: Dict[str, Tensor], ids: Tensor, heads: int, kind: str) -> Tensor:
    # Projected embedding (batch, projection), taken at the first token of the largest id: the end of the text
    p = "text_model"
    x = text_embeddings(w, p + ".embeddings", ids)
    layers = count_layers(w, p + ".encoder.layers", ".mlp.fc1.weight")
    x = clip_layers(w, p + ".encoder.layers", x, 0, layers, heads, kind, True)
    x = layer_norm(w, p + ".final_layer_norm", x)
    end = ids.argmax(1).reshape([-1, 1, 1])
    end = end.expand([-1, 1, x.size(2)])
    return linear(w, "text_projection", x.gather(1, end).squeeze(1))


def clip_image(w: Dict[str, Tensor], pixels: Tensor, heads: int, kind: str) -> Tensor:
    # Projected embedding (batch, projection) of normalised pixels (batch, 3, side, side)
    p = "vision_model"
    kernel = w[p + ".embeddings.patch_embedding.weight"]
    stride = kernel.size(2)
    patches = to_tokens(plain_conv(pixels, kernel, None, stride, 0))
    token = w[p + ".embeddings.class_embedding"].reshape([1, 1, -1]).expand([pixels.size(0), 1, -1])
    x = torch.cat([token, patches], 1) + w[p + ".embeddings.position_embedding.weight"]
    x = layer_norm(w, p + ".pre_layrnorm", x)
    layers = count_layers(w, p + ".encoder.layers", ".mlp.fc1.weight")
    x = clip_layers(w, p + ".encoder.layers", x, 0, layers, heads, kind, False)
    return linear(w, "visual_projection", layer_norm(w, p + ".post_layernorm", x.select(1, 0)))
