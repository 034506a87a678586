/// The first GAN (Goodfellow et al., arXiv 1406.2661), with the generator's loss that does not saturate; with spectral norm SGAN-SN
/// (Miyato et al., arXiv 1802.05957).
struct SGANObjective: ImageCriticObjective {
    let setting: ObjectiveSetting
    let critic: DCGANEncoder
    var loss: any AdversarialLoss { StandardLoss() }
}
