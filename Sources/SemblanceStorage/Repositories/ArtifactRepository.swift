import Crypto
import Foundation
import SemblanceCore

/// The files of model versions, in parts of 1 MiB, with a checksum that every reading verifies.
public struct ArtifactRepository: Sendable {
    /// The bytes of a part.
    public static let chunkSize = 1 << 20

    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Keeps bytes as a file of a model version; an earlier one of the same kind is replaced.
    ///
    /// - Throws: `conflict` for an unknown model version
    @discardableResult
    public func write(_ bytes: [UInt8], kind: String, model: Int64) async throws -> Artifact {
        try await pool.withTransaction { connection in
            var offset = 0
            return try store(kind, model, connection) {
                let part = bytes[offset..<min(offset + ArtifactRepository.chunkSize, bytes.count)]
                offset += part.count
                return Array(part)
            }
        }
    }

    /// Keeps a file, part by part.
    ///
    /// - Throws: `unreadable` for the file, `conflict` for an unknown model version
    @discardableResult
    public func write(file path: String, kind: String, model: Int64) async throws -> Artifact {
        try await pool.withTransaction { connection in
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw SemblanceError(.unreadable, "the file \(path) cannot be read")
            }
            defer { try? handle.close() }
            return try store(kind, model, connection) {
                do {
                    return Array(try handle.read(upToCount: ArtifactRepository.chunkSize) ?? Data())
                } catch {
                    throw SemblanceError(.unreadable, "the file \(path) cannot be read", detail: "\(error)")
                }
            }
        }
    }

    /// The files of a model version by kind.
    public func list(model: Int64) async throws -> [Artifact] {
        try await pool.withConnection { connection in
            let sql = "SELECT \(Artifact.columns) FROM model_artifacts WHERE model_id = $1 ORDER BY kind"
            return try connection.query(sql, model).map { try Artifact($0) }
        }
    }

    /// The bytes of a file.
    ///
    /// - Throws: `notFound`; `corrupt` where the checksum does not fit
    public func read(kind: String, model: Int64) async throws -> [UInt8] {
        try await pool.withTransaction { connection in
            var bytes: [UInt8] = []
            try load(kind, model, connection) { bytes += $0 }
            return bytes
        }
    }

    /// Writes a file part by part to `path`, which appears only when it is whole and its checksum fits.
    ///
    /// - Throws: `notFound`; `corrupt` where the checksum does not fit; `diskFull` or `unreadable` where it cannot be written
    @discardableResult
    public func read(kind: String, model: Int64, to path: String) async throws -> Artifact {
        let partial = path + ".partial"
        do {
            return try await pool.withTransaction { connection in
                guard FileManager.default.createFile(atPath: partial, contents: nil), let handle = FileHandle(forWritingAtPath: partial)
                else {
                    throw PrivateFiles.failure("the file \(path) cannot be written", errno)
                }
                defer { try? handle.close() }
                let artifact = try load(kind, model, connection) { part in
                    do {
                        try handle.write(contentsOf: part)
                    } catch {
                        throw PrivateFiles.failure("the file \(path) cannot be written", errno)
                    }
                }
                guard rename(partial, path) == 0 else { throw PrivateFiles.failure("the file \(path) cannot be written", errno) }
                return artifact
            }
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// Removes a file; nothing happens where there is none.
    public func delete(kind: String, model: Int64) async throws {
        _ = try await pool.withConnection { connection in
            try connection.execute("DELETE FROM model_artifacts WHERE model_id = $1 AND kind = $2", model, kind)
        }
    }

    // MARK: Inside

    /// - Parameter next: the next part; empty at the end
    private func store(
        _ kind: String, _ model: Int64, _ connection: isolated PostgresConnection, next: () throws -> [UInt8]
    ) throws -> Artifact {
        try connection.execute("DELETE FROM model_artifacts WHERE model_id = $1 AND kind = $2", model, kind)
        let place = "INSERT INTO model_artifacts (model_id, kind, byte_size, sha256) VALUES ($1, $2, 0, $3) RETURNING id"
        guard let id = try connection.query(place, model, kind, [UInt8](repeating: 0, count: 32)).first?.value(0, as: Int64.self) else {
            throw SemblanceError(.engine, "the database did not keep the file \(kind)")
        }
        var hash = SHA256()
        var size: Int64 = 0
        var ordinal: Int32 = 0
        while true {
            let part = try next()
            guard !part.isEmpty else { break }
            try connection.execute("INSERT INTO model_artifact_chunks (artifact_id, ordinal, bytes) VALUES ($1, $2, $3)", id, ordinal, part)
            hash.update(data: part)
            size += Int64(part.count)
            ordinal += 1
        }
        let finish = "UPDATE model_artifacts SET byte_size = $2, sha256 = $3 WHERE id = $1 RETURNING \(Artifact.columns)"
        guard let row = try connection.query(finish, id, size, Array(hash.finalize())).first else {
            throw SemblanceError(.engine, "the database did not keep the file \(kind)")
        }
        return try Artifact(row)
    }

    @discardableResult
    private func load(
        _ kind: String, _ model: Int64, _ connection: isolated PostgresConnection, part: ([UInt8]) throws -> Void
    ) throws -> Artifact {
        // One picture of the database: a file that is replaced meanwhile is read as it was.
        try connection.executeScript("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let sql = "SELECT \(Artifact.columns) FROM model_artifacts WHERE model_id = $1 AND kind = $2"
        guard let artifact = try connection.query(sql, model, kind).first.map({ try Artifact($0) }) else {
            throw SemblanceError(.notFound, "the model version \(model) has no file \(kind)")
        }
        var hash = SHA256()
        var size: Int64 = 0
        var ordinal: Int32 = 0
        while size < artifact.byteSize {
            let chunk = "SELECT bytes FROM model_artifact_chunks WHERE artifact_id = $1 AND ordinal = $2"
            guard let bytes = try connection.query(chunk, artifact.id, ordinal).first?.value(0, as: [UInt8].self), !bytes.isEmpty else {
                break
            }
            hash.update(data: bytes)
            size += Int64(bytes.count)
            ordinal += 1
            try part(bytes)
        }
        guard size == artifact.byteSize, Array(hash.finalize()) == artifact.sha256 else {
            throw SemblanceError(
                .corrupt, "the file \(kind) of model version \(model) is damaged in the database: its checksum does not fit",
                advice: "import the model again, or restore a backup")
        }
        return artifact
    }
}
