import Foundation

/// A trained model as the database knows it.
public struct ModelVersion: Sendable, Equatable, Codable {
    /// Unique over the database.
    public var id: Int64
    /// What it is called; versions of one name follow each other.
    public var name: String
    /// 1, 2, … within `name`.
    public var version: Int
    /// Which objective trained it, as `--objective` spells it.
    public var objective: String
    /// The side of its images in pixels.
    public var resolution: Int
    /// n, the length of its latents.
    public var latentDimension: Int
    /// How images are prepared for it.
    public var preprocessing: Preprocessing
    /// What its latents are.
    public var normalization: LatentNormalization
    /// When it was registered.
    public var createdAt: Date

    /// A version as it stands in the database.
    public init(
        id: Int64, name: String, version: Int, objective: String, resolution: Int, latentDimension: Int,
        preprocessing: Preprocessing, normalization: LatentNormalization, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.objective = objective
        self.resolution = resolution
        self.latentDimension = latentDimension
        self.preprocessing = preprocessing
        self.normalization = normalization
        self.createdAt = createdAt
    }
}
