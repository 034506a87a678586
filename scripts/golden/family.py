#!/usr/bin/env python3
"""Writes the golden values that the Swift objectives of the published family are tested against.

A second, independent implementation, written from the papers' formulas alone (`objectives.py` names them): plain functions over a
dictionary of parameters, in float64 from parameters and inputs that float32 can hold, cast to float32 when it is written.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy safetensors
    venv/bin/python scripts/golden/family.py [case ...]
"""

import argparse
import pathlib
from dataclasses import asdict, dataclass, field
from typing import Callable

import torch

import augmentation
import checks
import objectives
from networks import Networks, Sizes
from primitives import GOLDEN_FOLDER, Draw, Tensors, gradients, stepped, write_golden

SIZES = Sizes()

RMSPROP = ("rmsprop", {"lr": 1e-4, "alpha": 0.99, "eps": 1e-7})
ADAM = ("adam", {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-8})


@dataclass(frozen=True)
class Case:
    """An objective over networks: who is drawn, which further inputs it has, and how one step is taken (if it is)."""

    name: str
    draw: Callable[[Networks], None]
    objective: Callable[[Networks, Tensors], objectives.Outcome]
    inputs: tuple[str, ...] = ("z",)
    optimizer: tuple[str, dict] | None = None
    options: dict = field(default_factory=dict)
    redraws: int = 0


def image_gan(critic: dict | None = None, **generator) -> Callable[[Networks], None]:
    def draw(networks: Networks) -> None:
        networks.add_encoder("critic", 1, **(critic or {}))
        networks.add_generator(**generator)
    return draw


def autoencoder(outputs: int = SIZES.latent, head: bool = False, encoder: dict | None = None) -> Callable[[Networks], None]:
    def draw(networks: Networks) -> None:
        networks.add_encoder("encoder", outputs, **(encoder or {}))
        networks.add_generator()
        if head:
            networks.add_perceptron("critic", SIZES.latent, biases=True)
    return draw


def pairs(features: bool) -> Callable[[Networks], None]:
    def draw(networks: Networks) -> None:
        networks.add_encoder("encoder", SIZES.latent)
        networks.add_generator(features=features)
        networks.add_pair_critic()
    return draw


def with_previous_generator(networks: Networks) -> None:
    image_gan()(networks)
    networks.add_generator("previous")


SPECTRAL = {"normalized": False, "spectral": True}
PLAIN = {"normalized": False}

CASES = [
    Case("gan-qp-l1", image_gan(features=True), objectives.gan_qp, optimizer=ADAM, options={"distance": "l1"}),
    Case("gan-qp-l2", image_gan(features=True), objectives.gan_qp, options={"distance": "l2"}),
    Case("sgan", image_gan(), objectives.gan, options={"base": "sgan"}),
    Case("lsgan", image_gan(), objectives.gan, options={"base": "lsgan"}),
    Case("sgan-sn", image_gan(SPECTRAL), objectives.gan, optimizer=ADAM, options={"base": "sgan"}),
    Case("lsgan-sn", image_gan(SPECTRAL), objectives.gan, options={"base": "lsgan"}),
    Case("wgan-sn", image_gan(SPECTRAL), objectives.gan, options={"base": "wgan"}),
    Case("wgan-gp", image_gan(PLAIN), objectives.wgan_gp, ("z", "epsilon"), ADAM),
    Case("vi-regularised", with_previous_generator, objectives.vi_regularised),
    Case("o-gan-sgan", autoencoder(), objectives.o_gan, options={"base": "sgan"}),
    Case("o-gan-lsgan", autoencoder(), objectives.o_gan, options={"base": "lsgan"}),
    # Wide enough, and drawn once more, so that scores fall on both sides of either hinge.
    Case("o-gan-hinge", autoencoder(encoder={"dense_std": 0.4}), objectives.o_gan, options={"base": "hinge"}, redraws=1),
    Case("o-gan-wgan", autoencoder(encoder=SPECTRAL), objectives.o_gan, options={"base": "wgan"}),
    Case("o-gan-head", autoencoder(head=True), objectives.o_gan_head, optimizer=RMSPROP),
    Case("o-gan-consistency", autoencoder(), objectives.o_gan_consistency, ("z", "augmented")),
    Case("bigan-qp", pairs(features=True), objectives.bigan_qp, optimizer=ADAM),
    Case("vae", autoencoder(2 * SIZES.latent), objectives.vae, ("noise",), ADAM),
    Case("aae", autoencoder(head=True), objectives.aae),
    Case("ali-minmax", pairs(features=False), objectives.ali, options={"form": "minmax"}),
    Case("ali-swapped", pairs(features=False), objectives.ali, options={"form": "swapped"}),
    Case("ali-vi", pairs(features=False), objectives.ali, options={"form": "vi"}),
    Case("o-gan-contrastive", autoencoder(), objectives.o_gan_contrastive, ("z", "copies")),
    Case("o-gan-encoded", autoencoder(), objectives.o_gan_encoded, options={"share": 0.5}),
]


def draw_inputs(case: Case, draw: Draw) -> Tensors:
    image = (SIZES.batch, 3, SIZES.resolution, SIZES.resolution)
    inputs = {"x": draw.uniform(*image, low=-1, high=1)}
    for name in case.inputs:
        if name in ("augmented", "copies"):
            inputs[name] = draw.uniform(*image, low=-1, high=1)
        elif name == "epsilon":
            inputs[name] = draw.uniform(SIZES.batch, 1, 1, 1, low=0, high=1)
        else:
            inputs[name] = draw.normal(SIZES.batch, SIZES.latent)
    return inputs


def optimizer_step(case: Case, parameters: Tensors, gradient: Tensors) -> Tensors:
    kind, settings = case.optimizer
    make = {"rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam}[kind]
    return stepped({name: parameters[name] for name in gradient}, gradient, lambda leaves: make(leaves, **settings))


def golden_values(case: Case, seed: int) -> Tensors:
    draw = Draw(seed)
    networks = Networks(SIZES, draw)
    case.draw(networks)
    inputs = draw_inputs(case, draw)
    for value in networks.p.values():
        value.requires_grad_(True)
    values: Tensors = {**networks.p, **networks.b, **{f"input.{name}": value for name, value in inputs.items()}}

    losses, minimised = case.objective(networks, inputs, **case.options)
    values |= {f"output.loss.{name}": value for name, value in losses.items()}
    # Where the objective left the vectors of the power method.
    values |= {f"output.{name}": value for name, value in networks.b.items() if name.endswith(".spectral_u")}
    gradient: Tensors = {}
    for prefixes, loss in minimised.items():
        gradient |= gradients(loss, networks.p, prefixes)
    values |= {f"gradient.{name}": value for name, value in gradient.items()}
    if case.optimizer:
        values |= {f"stepped.{name}": value for name, value in optimizer_step(case, networks.p, gradient).items()}
    assert set(gradient) == {name for name in networks.p if not name.startswith("previous.")}, "a parameter has no phase"
    if case.options.get("base") == "hinge":
        checks.check_both_sides(networks.encoder(inputs["x"]).mean(1), 1)
        checks.check_both_sides(networks.encoder(networks.generator(inputs["z"])).mean(1), -1)
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description="Write golden values of the published family.")
    parser.add_argument("cases", nargs="*", help="which ones; all of them if none is named")
    parser.add_argument("--folder", type=pathlib.Path, default=GOLDEN_FOLDER, help="where the safetensors files go")
    arguments = parser.parse_args()
    unknown = set(arguments.cases) - {case.name for case in CASES} - {augmentation.NAME}
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    checks.check_spectral_normalization()
    checks.check_networks()
    for number, case in enumerate(CASES):
        if not arguments.cases or case.name in arguments.cases:
            seed = 18071100 + number + 1000 * case.redraws
            facts = {"case": case.name, "seed": seed, "sizes": asdict(SIZES), "options": case.options}
            if case.optimizer:
                facts["optimizer"] = case.optimizer
            write_golden(arguments.folder / f"{case.name}.safetensors", golden_values(case, seed), facts)
    if not arguments.cases or augmentation.NAME in arguments.cases:
        write_golden(arguments.folder / f"{augmentation.NAME}.safetensors", augmentation.golden_values(), {"case": augmentation.NAME})


if __name__ == "__main__":
    main()
