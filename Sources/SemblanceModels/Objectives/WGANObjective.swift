/// The Wasserstein GAN with a gradient penalty (Gulrajani et al., arXiv 1704.00028), or with spectral norm instead.
struct WGANObjective: ImageCriticObjective {
    let setting: ObjectiveSetting
    let critic: DCGANEncoder
    var loss: any AdversarialLoss { WassersteinLoss() }
}
