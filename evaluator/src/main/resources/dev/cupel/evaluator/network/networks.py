# What Java may call: one method per network, shapes as described at the function of the same name.


class Networks(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    def no_tensors(self: Networks) -> Dict[str, Tensor]:
        none: Dict[str, Tensor] = {}
        return none

    def put_as(self: Networks, w: Dict[str, Tensor], name: str, x: Tensor, type: int) -> int:
        # Puts a tensor among others, as numbers of a type
        w[name] = torch.to(x, type)
        return len(w)

    def with_circular(self: Networks, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
        # The same tensors and the mark by which convolutions know that pictures continue at the opposite side
        marked: Dict[str, Tensor] = {"circular": torch.zeros([1])}
        for name in w.keys():
            marked[name] = w[name]
        return marked

    def squared(self: Networks, w: Dict[str, Tensor]) -> Tensor:
        return torch.linear(w["square"], w["square"])

    def sd_text_states(self: Networks, w: Dict[str, Tensor], ids: Tensor, clip_skip: int) -> Tensor:
        return __torch__.sd_text_states(w, ids, clip_skip)

    def sd_text_states_with(self: Networks, w: Dict[str, Tensor], ids: Tensor, places: Tensor, vectors: Tensor, clip_skip: int) -> Tensor:
        return __torch__.sd_text_states_with(w, ids, places, vectors, clip_skip)

    def emphasize(self: Networks, states: Tensor, weights: Tensor) -> Tensor:
        return __torch__.emphasize(states, weights)

    def emphasize_batch(self: Networks, states: Tensor, weights: Tensor) -> Tensor:
        return __torch__.emphasize_batch(states, weights)

    def unet_keys_values(self: Networks, w: Dict[str, Tensor], text: Tensor) -> Dict[str, Tensor]:
        return __torch__.unet_keys_values(w, text)

    def unet_shifts(self: Networks, w: Dict[str, Tensor], t: Tensor) -> Dict[str, Tensor]:
        return __torch__.unet_shifts(w, t)

    def unet_noise(self: Networks, w: Dict[str, Tensor], kv: Dict[str, Tensor], s: Dict[str, Tensor], x: Tensor, merged: float) -> Tensor:
        return __torch__.unet_noise(w, kv, s, x, merged)

    def vae_decode(self: Networks, w: Dict[str, Tensor], latent: Tensor) -> Tensor:
        return __torch__.vae_decode(w, latent)

    def vae_seeing(self: Networks, w: Dict[str, Tensor], latent: Tensor) -> Dict[str, Tensor]:
        return __torch__.vae_seeing(w, latent)

    def vae_encode(self: Networks, w: Dict[str, Tensor], picture: Tensor) -> Tensor:
        return __torch__.vae_encode(w, picture)

    def resized(self: Networks, x: Tensor, height: int, width: int, kind: str) -> Tensor:
        return __torch__.resized(x, height, width, kind)

    def esrgan(self: Networks, w: Dict[str, Tensor], x: Tensor, unshuffle: int) -> Tensor:
        return __torch__.esrgan(w, x, unshuffle)

    def clip_text(self: Networks, w: Dict[str, Tensor], ids: Tensor, heads: int, kind: str) -> Tensor:
        return __torch__.clip_text(w, ids, heads, kind)

    def clip_image(self: Networks, w: Dict[str, Tensor], pixels: Tensor, heads: int, kind: str) -> Tensor:
        return __torch__.clip_image(w, pixels, heads, kind)
