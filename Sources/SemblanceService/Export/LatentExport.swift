import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Writes the latents of a model version as a NumPy matrix, and beside it a table that says which photo each row is of.
public struct LatentExport: Sendable {
    /// What of a latent is written.
    public enum Coordinates: String, Sendable, Codable, CaseIterable {
        /// What search compares: see `LatentNormalization.coordinates(of:)`.
        case search
        /// As the method normalises: N(E(x)), or E(x) / ‖E(x)‖.
        case normalized
        /// E(x), as the encoder said it.
        case raw

        func values(of latent: Latent, _ normalization: LatentNormalization) -> [Float] {
            switch self {
            case .search: normalization.coordinates(of: latent)
            case .normalized: latent.vector
            case .raw: normalization.encoding(of: latent)
            }
        }
    }

    /// What was written.
    public struct Report: Sendable, Codable {
        /// The version whose latents they are.
        public let model: ModelReference
        /// The matrix.
        public let file: String
        /// The table.
        public let table: String
        /// How many latents, in ascending order of the images' ids.
        public let rows: Int
        /// n, the length of each.
        public let columns: Int
        /// What was written of each.
        public let coordinates: Coordinates
    }

    private let database: Database

    /// Exports from `database`.
    public init(database: Database) { self.database = database }

    /// Writes both files, from one moment of the database, with one latent in memory at a time; a failure leaves neither.
    ///
    /// - Parameters:
    ///   - matrix: the `.npy` file, 32-bit floats, rows × n
    ///   - table: the `.csv` file with the columns row, image_id, sha256, source (the first one) and realism
    /// - Throws: `diskFull`, or `invalidArgument` where the files cannot be written
    public func write(_ record: ModelRecord, _ coordinates: Coordinates, matrix: BytePath, table: BytePath) async throws -> Report {
        let model = record.model
        var files = try LatentFiles(matrix: matrix, table: table, columns: model.latentDimension)
        do {
            files = try await database.latents.reduce(model: record.id, into: files) { files, latent in
                try files.append(latent, coordinates: coordinates.values(of: latent.latent, model.normalization))
            }
            try files.publish()
        } catch {
            files.discard()
            throw error
        }
        return Report(
            model: ModelReference(record), file: matrix.description, table: table.description, rows: files.rows,
            columns: model.latentDimension, coordinates: coordinates)
    }
}
