import Foundation
import SemblanceCore
import SemblanceStorage

/// What a file tells of the model version in it, beside the weights.
struct ModelDescription: Codable, Equatable {
    let name: String
    let version: Int
    let objective: String
    let latentDimension: Int
    let normalization: LatentNormalization
    let preprocessing: Preprocessing
    let configuration: JSONText
    let metrics: JSONText
    /// What was usual among the photos that it had encoded where it was exported: as a rule, those that it has learned from.
    let familiarity: JSONText?
    let createdAt: Date
    /// The version that it was trained on from, as `name@version`.
    let parent: String?

    enum CodingKeys: String, CodingKey {
        case name, version, objective, normalization, preprocessing, configuration, metrics, familiarity, parent
        case latentDimension = "latent_dimension"
        case createdAt = "created_at"
    }

    init(_ record: ModelRecord, familiarity: JSONText?, parent: ModelRecord?) {
        let model = record.model
        name = model.name
        version = model.version
        objective = model.objective
        latentDimension = model.latentDimension
        normalization = model.normalization
        preprocessing = model.preprocessing
        configuration = record.configuration
        metrics = record.metrics
        self.familiarity = familiarity
        createdAt = model.createdAt
        self.parent = parent.map { "\($0.model.name)@\($0.model.version)" }
    }

    /// What is told of a version with the same weights that is given photos in another way.
    func seeing(_ preprocessing: Preprocessing, configuration: JSONText) -> ModelDescription {
        ModelDescription(self, preprocessing: preprocessing, configuration: configuration)
    }

    private init(_ other: ModelDescription, preprocessing: Preprocessing, configuration: JSONText) {
        name = other.name
        version = other.version
        objective = other.objective
        latentDimension = other.latentDimension
        normalization = other.normalization
        self.preprocessing = preprocessing
        self.configuration = configuration
        metrics = other.metrics
        familiarity = other.familiarity
        createdAt = other.createdAt
        parent = other.parent
    }

    /// The same as the version keeps it wherever it is imported; nil where too few photos were measured.
    var learned: FamiliarityQuantiles? {
        // What a newer program kept is measured anew.
        familiarity.flatMap { try? $0.decode(as: FamiliarityQuantiles.self) }?.inherited
    }

    /// The version as another collection registers it.
    func newModel(name: String) -> NewModel {
        NewModel(
            name: name, objective: objective, latentDimension: latentDimension, preprocessing: preprocessing, normalization: normalization,
            configuration: configuration, metrics: metrics)
    }
}
