import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// How the loop asks the critic whether it overfits.
extension TrainingLoop {
    /// Every few steps, the critic's scores of photos it has just learned from, of photos it never sees, and of fresh fakes move the
    /// probability of augmentations.
    ///
    /// - Parameter images: the batch of the step's last update
    func adapt(seen images: [RGBImage]) throws {
        guard state.adaptive != nil, (step + 1) % AdaptiveAugmentation.interval == 0 else { return }
        let start = (step / AdaptiveAugmentation.interval * images.count) % unseen.count
        let heldOut = (0..<images.count).map { unseen[(start + $0) % unseen.count] }
        let z = try state.streams.noise.normal([images.count, configuration.model.network.latentDimension])
        let means = try state.criticMeans(seen: images, heldOut: heldOut, z: z)
        state.adaptive?.observe(means, images: AdaptiveAugmentation.interval * configuration.imagesPerStep)
    }
}

extension TrainingState {
    /// The critic's mean scores, of images shown as they are and normalised by each batch's own statistics.
    ///
    /// - Parameters:
    ///   - seen: photos that it learns from
    ///   - heldOut: photos that it never sees
    ///   - z: what fakes are made of: [batch, n]
    func criticMeans(seen: [RGBImage], heldOut: [RGBImage], z: Tensor) throws -> CriticMeans {
        let device = networks.device
        func score(_ x: Tensor) throws -> Float {
            let code = networks.encoder == nil ? nil : try networks.encode(x, .batchOnly)
            return try networks.realism(of: x, code: code, .batchOnly)?.mean().scalar() ?? 0
        }
        return try withoutGradients {
            try record.configuration.precision.autocast(on: device) {
                CriticMeans(
                    seen: try score(Tensor(images: seen).moved(to: device)),
                    heldOut: try score(Tensor(images: heldOut).moved(to: device)),
                    generated: try score(networks.generator(z.moved(to: device), .batchOnly)))
            }
        }
    }
}
