import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// Gives networks the running statistics that belong to their weights.
///
/// Averaged weights have none of their own; so an encoder's are measured anew on real images (and on real images only: published
/// graphs mix generated ones in), a generator's on fresh z, with photos' latents among them where it was trained so.
/// The measure is the plain mean over the batches.
@TensorActor
struct StatisticsCalibration {
    private let images: [Tensor]
    private let latents: [Tensor]

    /// - Parameters:
    ///   - images: prepared real images, the same for a whole run
    ///   - seed: determines z
    init(images: [RGBImage], batchSize: Int, latentDimension: Int, seed: UInt64, device: Device) throws {
        let generator = try RandomGenerator(seed: seed)
        let starts = stride(from: 0, through: images.count - batchSize, by: batchSize)
        self.images = try starts.map { try Tensor(images: Array(images[$0..<($0 + batchSize)])).moved(to: device) }
        self.latents = try starts.map { _ in
            try Tensor.randomNormal(shape: [batchSize, latentDimension], generator: generator).moved(to: device)
        }
    }

    /// Sets the statistics of all batch norms, in the precision that the model will work in.
    func calibrate(_ networks: ModelNetworks, precision: Precision) throws {
        try withoutGradients {
            try precision.autocast(on: networks.device) {
                for (index, (x, z)) in zip(images, latents).enumerated() {
                    let mode = NormalizationMode.batch(momentum: 1 / Double(index + 1))
                    let code = networks.encoder == nil ? nil : try networks.encode(x, mode)
                    _ = try networks.realism(of: x, code: code, mode)
                    _ = try networks.generator(networks.latentsOfTraining(z, photos: x, codes: code), mode)
                }
            }
        }
    }
}
