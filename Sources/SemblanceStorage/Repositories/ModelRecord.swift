import Foundation
import SemblanceCore

/// How far a model version is.
public enum ModelState: String, Sendable, Codable, CaseIterable {
    /// It has no weights to use yet.
    case training
    /// It can encode.
    case ready
    /// Its training ended without a usable result.
    case failed
}

/// What is known of a model version before the database gives it an id and a number.
public struct NewModel: Sendable {
    /// What it is called; versions of one name follow each other.
    public var name: String
    /// Which objective trained it.
    public var objective: String
    /// The length of its latents.
    public var latentDimension: Int
    /// How images are prepared for it; its resolution is the model's.
    public var preprocessing: Preprocessing
    /// What its latents are.
    public var normalization: LatentNormalization
    /// Its whole configuration, a JSON object.
    public var configuration: JSONText
    /// What was measured of it, a JSON object.
    public var metrics: JSONText
    /// How far it is.
    public var state: ModelState
    /// The version that it was trained on from.
    public var parent: Int64?

    /// A version to register.
    public init(
        name: String, objective: String, latentDimension: Int, preprocessing: Preprocessing, normalization: LatentNormalization,
        configuration: JSONText = .emptyObject, metrics: JSONText = .emptyObject, state: ModelState = .training, parent: Int64? = nil
    ) {
        self.name = name
        self.objective = objective
        self.latentDimension = latentDimension
        self.preprocessing = preprocessing
        self.normalization = normalization
        self.configuration = configuration
        self.metrics = metrics
        self.state = state
        self.parent = parent
    }
}

/// A model version with what the database keeps beside it.
public struct ModelRecord: Sendable, Equatable {
    /// The version itself.
    public let model: ModelVersion
    /// The collection it belongs to.
    public let collectionID: Int64
    /// Its whole configuration, a JSON object.
    public let configuration: JSONText
    /// What was measured of it, a JSON object.
    public let metrics: JSONText
    /// How far it is.
    public let state: ModelState
    /// The version that it was trained on from.
    public let parent: Int64?

    /// Its id.
    public var id: Int64 { model.id }

    static let columns = """
        m.id, m.collection_id, m.name, m.version, m.objective, m.resolution, m.latent_dimension, m.normalization, m.preprocessing,
        m.configuration, m.metrics, m.state, m.parent_id, m.created_at
        """

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        let id: Int64 = try columns.next()
        collectionID = try columns.next()
        let name: String = try columns.next()
        let version = Int(try columns.next(Int32.self))
        let objective: String = try columns.next()
        let resolution = Int(try columns.next(Int32.self))
        let dimension = Int(try columns.next(Int32.self))
        let normalization: LatentNormalization = try ModelRecord.known(try columns.next(), model: name)
        let preprocessing: Preprocessing = try columns.next(JSONText.self).decode()
        configuration = try columns.next()
        metrics = try columns.next()
        state = try ModelRecord.known(try columns.next(), model: name)
        parent = try columns.next()
        model = ModelVersion(
            id: id, name: name, version: version, objective: objective, resolution: resolution, latentDimension: dimension,
            preprocessing: preprocessing, normalization: normalization, createdAt: try columns.next())
    }

    private static func known<Value: RawRepresentable>(_ text: String, model: String) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else {
            throw SemblanceError(
                .incompatible, "the model \(model) is of a kind that this program does not know (\(text))", advice: "use the newer program")
        }
        return value
    }
}

/// A model version as lists show it.
public struct ModelSummary: Sendable, Equatable {
    /// The version.
    public let record: ModelRecord
    /// How many images it has encoded.
    public let latents: Int
    /// Whether it serves its collection now.
    public let isActive: Bool
}
