/// The least-squares GAN (Mao et al., arXiv 1611.04076); with spectral norm LSGAN-SN.
struct LSGANObjective: ImageCriticObjective {
    let setting: ObjectiveSetting
    let critic: DCGANEncoder
    var loss: any AdversarialLoss { LeastSquaresLoss() }
}
