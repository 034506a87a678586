"""Holds the formulas against torch's own layers and against finite differences, so that a slip cannot become golden."""

import torch
from torch.nn.utils.parametrizations import spectral_norm

from networks import Networks, Sizes
from primitives import EPSILON, SLOPE, Draw, downsample


def check_spectral_normalization() -> None:
    """W / sigma, its gradient, the vector that the power method reaches, and sigma's limit."""
    networks = Networks(Sizes(), Draw(1))
    networks.add_layer("layer", (7, 5), 1.0, bias=False, spectral=True)
    weight = networks.p["layer.weight"].requires_grad_(True)
    u = networks.b["layer.spectral_u"]
    theirs = torch.nn.Linear(5, 7, bias=False).double()
    with torch.no_grad():
        theirs.weight.copy_(weight)
    spectral_norm(theirs).train()
    parametrization = theirs.parametrizations.weight[0]
    parametrization._u.copy_(u)
    v = weight.detach().T @ u
    parametrization._v.copy_(v / v.norm())

    cotangent = torch.randn(7, 5, dtype=torch.float64)
    (theirs.weight * cotangent).sum().backward()
    networks.iterate_power("layer")
    ours = torch.autograd.grad((networks.weight("layer") * cotangent).sum(), weight)[0]
    torch.testing.assert_close(networks.b["layer.spectral_u"], parametrization._u)
    torch.testing.assert_close(ours, theirs.parametrizations.weight.original.grad)
    for _ in range(500):
        networks.iterate_power("layer")
    torch.testing.assert_close(torch.linalg.matrix_norm(networks.weight("layer"), 2).detach(), torch.ones((), dtype=torch.float64))


def check_networks() -> None:
    """An encoder and both generators, layer for layer of torch.nn."""
    sizes = Sizes()
    networks = Networks(sizes, Draw(2))
    networks.add_encoder("encoder", sizes.latent)
    networks.add_generator("generator")
    networks.add_generator("features", features=True)
    x = networks.draw.uniform(sizes.batch, 3, sizes.resolution, sizes.resolution, low=-1, high=1)
    z = networks.draw.normal(sizes.batch, sizes.latent)

    def normalization(make, name: str) -> torch.nn.Module:
        layer = make(networks.p[f"{name}.weight"].numel(), eps=EPSILON).double()
        layer.load_state_dict({**{part: networks.p[f"{name}.{part}"] for part in ("weight", "bias")},
                               **{part: networks.b[f"{name}.{part}"] for part in ("running_mean", "running_var")}}, strict=False)
        return layer

    for training in (True, False):
        h = x
        for i in range(3):
            h = downsample(h, networks.p[f"encoder.convolutions.{i}.weight"], networks.p.get(f"encoder.convolutions.{i}.bias"))
            if i > 0:
                h = normalization(torch.nn.BatchNorm2d, f"encoder.normalizations.{i}").train(training)(h)
            h = torch.nn.functional.leaky_relu(h, SLOPE)
        h = torch.nn.functional.linear(h.flatten(1), networks.p["encoder.dense.weight"], networks.p["encoder.dense.bias"])
        torch.testing.assert_close(networks.encode("encoder", x, training), h.detach())

        for prefix in ("generator", "features"):
            p = networks.p
            h = torch.nn.functional.linear(z, p[f"{prefix}.dense.weight"], p[f"{prefix}.dense.bias"])
            if prefix == "features":
                h = normalization(torch.nn.BatchNorm1d, f"{prefix}.normalizations.0").train(training)(h)
            h = h.unflatten(1, (sizes.width, 4, 4))
            for i in range(3):
                if prefix == "generator" or i > 0:
                    h = normalization(torch.nn.BatchNorm2d, f"{prefix}.normalizations.{i}").train(training)(h)
                weight, bias = p[f"{prefix}.convolutions.{i}.weight"], p.get(f"{prefix}.convolutions.{i}.bias")
                h = torch.nn.functional.conv_transpose2d(h.relu(), weight, bias, 2, padding=1)[:, :, :-1, :-1]
            torch.testing.assert_close(networks.generator(z, prefix, training), torch.tanh(h).detach())


def check_both_sides(scores: torch.Tensor, hinge: float) -> None:
    """A hinge that all scores are on one side of would test one branch alone."""
    assert (scores < hinge).any() and (scores > hinge).any(), f"no score on one side of {hinge}: {scores.tolist()}"
