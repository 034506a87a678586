/// GAN-QP (Su, "GAN-QP: A Novel GAN Framework without Gradient Vanishing and Lipschitz Constraint", arXiv 1811.07296).
struct GANQPObjective: ImageCriticObjective {
    let setting: ObjectiveSetting
    let critic: DCGANEncoder
    var loss: any AdversarialLoss {
        QuadraticPotentialLoss(scale: setting.configuration.potentialScale, distance: setting.configuration.distance)
    }
}
