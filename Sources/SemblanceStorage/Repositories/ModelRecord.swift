import SemblanceCore

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
