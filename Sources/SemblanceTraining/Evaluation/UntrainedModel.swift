import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// A model that has learned nothing: what its shape alone is worth.
public enum UntrainedModel {
    /// Photos that statistics are measured on, at most, as in a training run.
    private static let photos = 512
    /// Photos that are measured together.
    private static let batch = 64

    /// Fresh weights of a model's objective and shape. Batch norms get their running statistics as a trained model's do: the encoder's on
    /// photos, the generator's on fresh z, means over batches. Without that they would be those of no data at all, mean 0 and variance 1, and the
    /// comparison one with a model that nobody would use.
    ///
    /// - Parameters:
    ///   - configuration: the trained model's
    ///   - seed: determines weights and z
    ///   - photos: prepared photos, of which up to 512 are used, evenly spread
    /// - Throws: `invalidArgument` without photos.
    public static func make(_ configuration: ModelConfiguration, seed: UInt64, photos: [RGBImage], device: Device) async throws
        -> GANImageModel
    {
        guard !photos.isEmpty else {
            throw SemblanceError(.invalidArgument, "an untrained model's statistics need photos", advice: "give at least one")
        }
        return try await TensorActor.run {
            let networks = try ModelNetworks(configuration, seed: seed, device: device)
            let count = min(Self.photos, photos.count)
            let images = (0..<count).map { photos[$0 * photos.count / count] }
            let calibration = try StatisticsCalibration(
                images: images, batchSize: min(batch, images.count), latentDimension: configuration.network.latentDimension, seed: seed,
                device: device)
            try calibration.calibrate(networks, precision: configuration.inferencePrecision)
            return GANImageModel(networks)
        }
    }
}
