import SemblanceCore
import SemblanceStorage
import Testing

/// Everything that indexing a corpus leaves in the database, so that two runs can be compared.
struct IndexTables: Sendable {
    /// A line for each image: its bytes, metadata, thumbnail and sorted sources, in the order of the bytes.
    let images: [String]
    /// The latents of those images: model versions and their values, one after the other.
    let latents: [[Float]]
    /// A line for each input that could not be used, in the order of the sources.
    let failures: [String]
    /// The job's state and counts.
    let job: [String]

    /// Reads them, of the newest job.
    init(_ url: String?) async throws {
        let connection = try await PostgresConnection.connect(url ?? "")
        do {
            images = try await connection.lines(Self.imageLines)
            latents = try await connection.vectors(Self.latentVectors)
            failures = try await connection.lines(
                """
                SELECT concat_ws('|', encode(source, 'escape'), code, message) FROM job_failures
                WHERE job_id = (SELECT max(id) FROM jobs) ORDER BY source
                """)
            job = try await connection.lines(
                """
                SELECT concat_ws(' ', state, 'total', total, 'encoded', encoded, 'duplicates', duplicates, 'failed', failed, 'vanished', vanished,
                    'units', (SELECT count(*) FROM job_units))
                FROM jobs ORDER BY id DESC LIMIT 1
                """)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private static let imageLines = """
        SELECT concat_ws('|', encode(i.sha256, 'hex'), i.byte_size, i.format, i.width, i.height, i.metadata,
            (SELECT encode(sha256(jpeg), 'hex') FROM thumbnails WHERE image_id = i.id),
            (SELECT string_agg(encode(source, 'escape') || ' ' || archive_length, ';' ORDER BY source)
                FROM image_sources WHERE image_id = i.id))
        FROM images i ORDER BY i.sha256
        """

    private static let latentVectors = """
        SELECT coalesce((
            SELECT array_agg(value ORDER BY model_id, position)::vector
            FROM latents, unnest(array[model_id::real] || vector::real[] || array[average, deviation, norm, coalesce(realism, -1)])
                WITH ORDINALITY AS t (value, position)
            WHERE image_id = images.id), '[0]')
        FROM images ORDER BY sha256
        """

    /// Expects what a run left that nothing disturbed, and that nothing is left to do or taken.
    func expectSame(as undisturbed: IndexTables, _ comment: Comment, location: SourceLocation = #_sourceLocation) {
        #expect(job == undisturbed.job, comment, sourceLocation: location)
        #expect(failures == undisturbed.failures, comment, sourceLocation: location)
        // Thousands of lines: the first that differs says enough.
        let differing = zip(images, undisturbed.images).first { $0 != $1 }
        #expect(images.count == undisturbed.images.count, comment, sourceLocation: location)
        #expect(differing?.0 == differing?.1, comment, sourceLocation: location)
        #expect(latents.map(\.count) == undisturbed.latents.map(\.count), comment, sourceLocation: location)
        // Pictures of a pass of another size may differ in the last bits.
        let error = zip(latents.joined(), undisturbed.latents.joined()).map { abs($0 - $1) }.max() ?? 0
        #expect(error < 1e-4, comment, sourceLocation: location)
    }
}

extension PostgresConnection {
    /// The first column of an answer, as lists of numbers.
    func vectors(_ sql: String) throws -> [[Float]] {
        try query(sql).map { try $0.value(0, as: [Float].self) }
    }

    /// The first column of an answer, as text.
    func lines(_ sql: String) throws -> [String] {
        try query(sql).map { try $0.value(0, as: String.self) }
    }
}
