"""The losses of the published family, each from its paper's formula and each with its own passes through the networks.

A function takes the networks and the inputs of a case and returns what it reports, by name, and what is minimised by which
parameters: {prefixes: loss}. `.detach()` stands where the papers write a stop-gradient, and where a phase leaves the other
networks as they are. Every loss is a mean over the batch.

GAN-QP, BiGAN-QP: Su 1811.07296. O-GAN: Su 1903.01931. VI: Su 1807.05936. SGAN: Goodfellow 1406.2661 with the generator's
-log D. LSGAN: Mao 1611.04076. WGAN-GP: Gulrajani 1704.00028. Hinge: Miyato 1802.05957. VAE: Kingma 1312.6114. AAE: Makhzani
1511.05644. ALI: Dumoulin 1606.00704, BiGAN: Donahue 1605.09782.
"""

from dataclasses import dataclass
from typing import Callable

import torch
from torch.nn import functional
from torch.nn.functional import relu, softplus

from networks import Networks
from primitives import Tensors, correlation

QP_LAMBDA = 10
PENALTY_WEIGHT = 10
LAMBDA_1 = 0.25
LAMBDA_2 = 0.5
CONSISTENCY_WEIGHT = 0.5
CONTRASTIVE_WEIGHT = 0.5
TEMPERATURE = 0.1
LATENT_ERROR_WEIGHT = 2
IMAGE_ERROR_WEIGHT = 3
PIXEL_WEIGHT = 8
RECONSTRUCTION_WEIGHT = 10
PREVIOUS_WEIGHT = 0.5

Minimised = dict[tuple[str, ...], torch.Tensor]
Outcome = tuple[Tensors, Minimised]


def per_image(values: torch.Tensor) -> torch.Tensor:
    """The mean of everything but the batch."""
    return values.flatten(1).mean(1)


# GANs without an encoder ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Base:
    """Discriminator f on real and g on fake scores, generator h on fake ones."""

    f: Callable[[torch.Tensor], torch.Tensor]
    g: Callable[[torch.Tensor], torch.Tensor]
    h: Callable[[torch.Tensor], torch.Tensor]


BASES = {
    # -log sigmoid(t) = softplus(-t), -log(1 - sigmoid(t)) = softplus(t)
    "sgan": Base(lambda t: softplus(-t), softplus, lambda t: softplus(-t)),
    "lsgan": Base(lambda t: (t - 1) ** 2, lambda t: t**2, lambda t: (t - 1) ** 2),
    "hinge": Base(lambda t: relu(1 - t), lambda t: relu(1 + t), lambda t: -t),
    "wgan": Base(lambda t: -t, lambda t: t, lambda t: -t),
}


def quadratic_potential(difference: torch.Tensor, distance: torch.Tensor) -> torch.Tensor:
    """What the critic of GAN-QP minimises."""
    return (-difference + difference**2 / (2 * QP_LAMBDA * distance)).mean()


def gan_qp(networks: Networks, inputs: Tensors, distance: str) -> Outcome:
    x, z = inputs["x"], inputs["z"]
    fake = networks.generator(z).detach()
    if distance == "l1":
        d = per_image((x - fake).abs())
    else:
        d = per_image((x - fake) ** 2).sqrt()
    difference = networks.critic(x) - networks.critic(fake)
    critic = quadratic_potential(difference, d)
    # T(x) - T(G(z)), whose first term no generator moves.
    generator = -networks.critic(networks.generator(z)).mean()
    reported = {"critic": critic, "gap": difference.mean(), "generator": generator}
    return reported, {("critic.",): critic, ("generator.",): generator}


def gan(networks: Networks, inputs: Tensors, base: str) -> Outcome:
    x, z = inputs["x"], inputs["z"]
    networks.iterate_power("critic.")
    on_real = networks.critic(x)
    on_fake = networks.critic(networks.generator(z).detach())
    critic = BASES[base].f(on_real).mean() + BASES[base].g(on_fake).mean()
    generator = BASES[base].h(networks.critic(networks.generator(z))).mean()
    reported = {"critic": critic, "gap": on_real.mean() - on_fake.mean(), "generator": generator}
    return reported, {("critic.",): critic, ("generator.",): generator}


def wgan_gp(networks: Networks, inputs: Tensors) -> Outcome:
    x, z, epsilon = inputs["x"], inputs["z"], inputs["epsilon"]
    fake = networks.generator(z).detach()
    between = (epsilon * x + (1 - epsilon) * fake).requires_grad_(True)
    slope = torch.autograd.grad(networks.critic(between).sum(), between, create_graph=True)[0]
    penalty = ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()
    reported, minimised = gan(networks, inputs, "wgan")
    critic = reported["critic"] + PENALTY_WEIGHT * penalty
    return {**reported, "critic": critic, "penalty": penalty}, {**minimised, ("critic.",): critic}


def vi_regularised(networks: Networks, inputs: Tensors) -> Outcome:
    """SGAN whose generator is held near G°, the one before it."""
    z = inputs["z"]
    reported, minimised = gan(networks, inputs, "sgan")
    before = networks.generator(z, "previous").detach()
    change = ((networks.generator(z) - before) ** 2).mean()
    generator = reported["generator"] + PREVIOUS_WEIGHT * change
    return {**reported, "generator": generator, "change": change}, {**minimised, ("generator.",): generator}


# O-GAN ---------------------------------------------------------------------------------------------------------------


def o_gan(networks: Networks, inputs: Tensors, base: str) -> Outcome:
    """D = avg E on (f, g, h): higher is more real."""
    x, z = inputs["x"], inputs["z"]
    networks.iterate_power("encoder.")
    on_real = networks.encoder(x)
    on_still = networks.encoder(networks.generator(z).detach())
    on_fake = networks.encoder(networks.generator(z))
    rho = correlation(z, on_still).mean()
    encoder = BASES[base].f(on_real.mean(1)).mean() + BASES[base].g(on_still.mean(1)).mean() - LAMBDA_2 * rho
    generator = BASES[base].h(on_fake.mean(1)).mean() - LAMBDA_2 * correlation(z, on_fake).mean()
    reported = {"encoder": encoder, "generator": generator, "gap": on_real.mean() - on_still.mean(), "correlation": rho}
    return reported, {("encoder.",): encoder, ("generator.",): generator}


def o_gan_qp(networks: Networks, inputs: Tensors, score: Callable[[torch.Tensor], torch.Tensor]) -> Outcome:
    """The quadratic potential as O-GAN writes it, on any score of E(x): lower is more real."""
    x, z = inputs["x"], inputs["z"]
    still = networks.generator(z).detach()
    on_real, on_still = networks.encoder(x), networks.encoder(still)
    on_fake = networks.encoder(networks.generator(z))
    gap = score(on_real) - score(on_still)
    rho = correlation(z, on_still)
    encoder = (gap + LAMBDA_1 * gap**2 / per_image((x - still) ** 2) - LAMBDA_2 * rho).mean()
    generator = (score(on_fake) - LAMBDA_2 * correlation(z, on_fake)).mean()
    reported = {"encoder": encoder, "generator": generator, "gap": gap.mean(), "correlation": rho.mean()}
    return reported, {("encoder.", "critic."): encoder, ("generator.",): generator}


def o_gan_head(networks: Networks, inputs: Tensors) -> Outcome:
    return o_gan_qp(networks, inputs, networks.latent_critic)


def o_gan_consistency(networks: Networks, inputs: Tensors) -> Outcome:
    """An augmented fake still encodes to its z; only the encoder is asked for it."""
    reported, minimised = o_gan_qp(networks, inputs, lambda encoding: encoding.mean(1))
    consistency = correlation(inputs["z"], networks.encoder(inputs["augmented"])).mean()
    encoder = reported["encoder"] - CONSISTENCY_WEIGHT * consistency
    losses = {("encoder.", "critic."): encoder, ("generator.",): minimised[("generator.",)]}
    return {**reported, "encoder": encoder, "consistency": consistency}, losses


def o_gan_contrastive(networks: Networks, inputs: Tensors) -> Outcome:
    """A photo is told from the others of its batch by an altered copy: cross-entropy both ways."""
    reported, minimised = o_gan_qp(networks, inputs, lambda encoding: encoding.mean(1))
    codes = [networks.encoder(inputs[name]) for name in ("x", "copies")]
    photos, copies = (functional.normalize(code - code.mean(1, keepdim=True), dim=1) for code in codes)
    logits = photos @ copies.T / TEMPERATURE
    own = torch.arange(len(logits))
    contrast = (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2
    encoder = reported["encoder"] + CONTRASTIVE_WEIGHT * contrast
    losses = {("encoder.", "critic."): encoder, ("generator.",): minimised[("generator.",)]}
    return {**reported, "encoder": encoder, "contrast": contrast}, losses


def o_gan_encoded(networks: Networks, inputs: Tensors, share: float) -> Outcome:
    """The first latents are those of the last photos, which the generator is to draw again; they are constants."""
    count = round(share * len(inputs["x"]))
    photos = inputs["x"][-count:]
    codes = networks.encoder(inputs["x"])[-count:].detach()
    codes = (codes - codes.mean(1, keepdim=True)) / codes.std(1, keepdim=True, correction=0)
    latents = torch.cat([codes, inputs["z"][count:]])
    reported, minimised = o_gan_qp(networks, {**inputs, "z": latents}, lambda encoding: encoding.mean(1))
    image_error = ((photos - networks.generator(latents)[:count]) ** 2).mean()
    generator = reported["generator"] + IMAGE_ERROR_WEIGHT * image_error
    losses = {("encoder.", "critic."): minimised[("encoder.", "critic.")], ("generator.",): generator}
    return {**reported, "generator": generator, "image_error": image_error}, losses


# Encoder and generator beside a critic of pairs ----------------------------------------------------------------------


def bigan_qp(networks: Networks, inputs: Tensors) -> Outcome:
    x, z = inputs["x"], inputs["z"]
    fake, code = networks.generator(z).detach(), networks.encoder(x).detach()
    difference = networks.pair_critic(x, code) - networks.pair_critic(fake, z)
    critic = quadratic_potential(difference, per_image((x - fake).abs()) + (code - z).abs().mean(1))

    moving = networks.pair_critic(x, networks.encoder(x)) - networks.pair_critic(networks.generator(z), z)
    latent_error = ((z - networks.encoder(fake)) ** 2).mean()
    image_error = ((x - networks.generator(code)) ** 2).mean()
    generator = moving.mean() + LATENT_ERROR_WEIGHT * latent_error + IMAGE_ERROR_WEIGHT * image_error
    reported = {
        "critic": critic, "gap": difference.mean(), "generator": generator,
        "latent_error": latent_error, "image_error": image_error,
    }
    return reported, {("critic.",): critic, ("encoder.", "generator."): generator}


def ali(networks: Networks, inputs: Tensors, form: str) -> Outcome:
    """D = sigmoid(T); `form` is what encoder and generator minimise."""
    x, z = inputs["x"], inputs["z"]
    on_real = networks.pair_critic(x, networks.encoder(x).detach())
    on_fake = networks.pair_critic(networks.generator(z).detach(), z)
    critic = softplus(-on_real).mean() + softplus(on_fake).mean()

    on_real, on_fake = networks.pair_critic(x, networks.encoder(x)), networks.pair_critic(networks.generator(z), z)
    log_real, log_not_real = -softplus(-on_real), -softplus(on_real)
    log_fake, log_not_fake = -softplus(-on_fake), -softplus(on_fake)
    generator = {
        "minmax": log_real + log_not_fake,
        "swapped": -log_not_real - log_fake,
        "vi": -log_real - log_fake,
    }[form].mean()
    reported = {"critic": critic, "gap": on_real.mean() - on_fake.mean(), "generator": generator}
    return reported, {("critic.",): critic, ("encoder.", "generator."): generator}


# Autoencoders --------------------------------------------------------------------------------------------------------


def vae(networks: Networks, inputs: Tensors) -> Outcome:
    """`reconstruction` is weighted: the loss is reconstruction + divergence."""
    x, noise = inputs["x"], inputs["noise"]
    mean, log_variance = networks.encoder(x).chunk(2, dim=1)
    image = networks.generator(mean + torch.exp(log_variance / 2) * noise)
    reconstruction = PIXEL_WEIGHT * ((x - image) ** 2).flatten(1).sum(1).mean()
    divergence = (-(1 + log_variance - mean**2 - log_variance.exp()) / 2).sum(1).mean()
    loss = reconstruction + divergence
    return {"loss": loss, "reconstruction": reconstruction, "divergence": divergence}, {("encoder.", "generator."): loss}


def aae(networks: Networks, inputs: Tensors) -> Outcome:
    """`encoder` is the whole of what encoder and generator minimise; `reconstruction` is not weighted."""
    x, z = inputs["x"], inputs["z"]
    on_code, on_latent = networks.latent_critic(networks.encoder(x).detach()), networks.latent_critic(z)
    critic = softplus(on_code).mean() + softplus(-on_latent).mean()
    code = networks.encoder(x)
    reconstruction = ((x - networks.generator(code)) ** 2).mean()
    encoder = softplus(-networks.latent_critic(code)).mean() + RECONSTRUCTION_WEIGHT * reconstruction
    gap = on_latent.mean() - on_code.mean()
    reported = {"critic": critic, "gap": gap, "encoder": encoder, "reconstruction": reconstruction}
    return reported, {("critic.",): critic, ("encoder.", "generator."): encoder}
