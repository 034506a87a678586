import SemblanceTensor

/// The altered copies by which photos are told from each other (`ContrastiveLoss`): what photos of one person differ in, so that latents should
/// not. Most have another background, and all are mirrored half of the time, shifted, zoomed, and in other light and colours.
@TensorActor
struct ContrastiveView {
    private let background = BackgroundExchange(probability: 0.7)
    private let augmenter = Augmenter(.contrast, probability: 1)

    /// - Parameter images: [batch, 3, side, side] in [−1, 1]; the result may leave that range
    func callAsFunction(_ images: Tensor, noise: any NoiseSource) throws -> Tensor {
        try augmenter(background(images, noise: noise), noise: noise)
    }
}
