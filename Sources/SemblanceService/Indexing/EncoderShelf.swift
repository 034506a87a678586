import SemblanceCore
import SemblanceStorage

/// The encoders that work asks for, loaded once each, and not before they are needed.
public actor EncoderShelf {
    /// Makes the encoder of a model version.
    public typealias Loader = @Sendable (ModelRecord) async throws -> any ImageEncoder

    private let database: Database
    private let load: Loader
    private var loading: [Int64: Task<any ImageEncoder, any Error>] = [:]

    /// - Parameter load: makes the encoder of a model version
    public init(database: Database, load: @escaping Loader) {
        self.database = database
        self.load = load
    }

    /// The encoder of a model version.
    ///
    /// - Throws: `notFound` for a version that is gone; `incompatible` for a model without an encoder; what loading throws
    public func encoder(of model: Int64) async throws -> any ImageEncoder {
        if let task = loading[model] { return try await task.value }
        let task = Task { [database, load] in
            guard let record = try await database.models.find(id: model) else {
                throw SemblanceError(.notFound, "there is no model \(model)", advice: "see semblance models list")
            }
            let encoder = try await load(record)
            try encoder.requireEncoder()
            return encoder
        }
        loading[model] = task
        do {
            return try await task.value
        } catch {
            loading[model] = nil
            throw error
        }
    }
}
