import SemblanceTensor

/// The altered copies by which photos are told from each other (`ContrastiveLoss`): what photos of one person differ in, so that latents should
/// not. Most have another background, and all are mirrored half of the time, shifted, zoomed, and in other light and colours.
@TensorActor
struct ContrastiveView {
    private let background = BackgroundExchange(probability: 0.7)
    private let augmenter = Augmenter(.contrast, probability: 1)

    /// - Parameter images: [batch, 3, side, side] in [−1, 1]; values that would leave that range stay at its end, as those of a photo do
    func callAsFunction(_ images: Tensor, noise: any NoiseSource) throws -> Tensor {
        try augmenter(background(images, noise: noise), noise: noise).clamped(to: 1)
    }
}
