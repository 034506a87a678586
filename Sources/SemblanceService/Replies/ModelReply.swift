import Foundation
import SemblanceCore
import SemblanceStorage

/// A model version as the command line and HTTP answer it.
public struct ModelReply: Sendable, Encodable {
    /// Unique over the database.
    public let id: Int64
    /// What it is called.
    public let name: String
    /// 1, 2, … within the name.
    public let version: Int
    /// Which objective trained it.
    public let objective: String
    /// The side of its images in pixels.
    public let resolution: Int
    /// n, the length of its latents.
    public let latentDimension: Int
    /// `training`, `ready` or `failed`
    public let state: String
    /// Whether it serves.
    public let active: Bool
    /// How many images it has encoded.
    public let latents: Int
    /// When it was registered.
    public let createdAt: Date
    /// How it is searched; nil for a version that does not serve here.
    public let index: IndexReply?
    /// What was measured of it.
    public let metrics: JSONText
    /// Its whole configuration.
    public let configuration: JSONText
    /// What was done to it, newest first; nil where that is not told.
    public var history: [ModelEventReply]?
    /// How many images another version has encoded that this one has not: the one that served before, where this one came to serve just now,
    /// and the one that serves, where this one is shown and does not. Nil elsewhere.
    public var missing: Int?

    enum CodingKeys: String, CodingKey {
        case id, name, version, objective, resolution, state, active, latents, index, metrics, configuration
        case history, missing
        case latentDimension = "latent_dimension"
        case createdAt = "created_at"
    }

    /// A version with its count of latents.
    ///
    /// - Parameter serving: the version at work, whichever that is; nil where none is
    public init(_ summary: ModelSummary, serving: ServingVersion? = nil) {
        let model = summary.record.model
        id = model.id
        name = model.name
        version = model.version
        objective = model.objective
        resolution = model.resolution
        latentDimension = model.latentDimension
        state = summary.record.state.rawValue
        active = summary.isActive
        latents = summary.latents
        createdAt = model.createdAt
        index = serving.flatMap { $0.record.id == model.id ? IndexReply($0) : nil }
        metrics = summary.record.metrics
        configuration = summary.record.configuration
    }
}
