import SemblanceCore

extension ImageRepository {
    /// Stores a batch of encoded images: a binary COPY into a staging table and one merge, in one transaction, so that a batch is
    /// in the database as a whole or not at all. To repeat a batch changes nothing and gives the same outcomes.
    ///
    /// Equal bytes are one image, within the batch too. An image that the collection knows already gets a latent of this model
    /// version if it has none, and one more source. A source whose bytes changed moves to its new image.
    ///
    /// - Parameters:
    ///   - batch: a few hundred images are a good size
    ///   - collection: the collection's id
    ///   - model: a model version of that collection, whose partition of latents exists
    /// - Returns: one outcome an image, in their order
    /// - Throws: `notFound` for an unknown model version, `incompatible` for latents of another dimension, `invalidArgument` for
    ///   values that cannot be stored
    public func store(batch: [NewImage], collection: Int64, model: Int64) async throws -> [StoreOutcome] {
        guard !batch.isEmpty else { return [] }
        return try await pool.withConnection { connection in
            try connection.executeScript(StoreStatements.staging)
            return try connection.withRetriedTransaction {
                try requireDimension(of: batch, collection: collection, model: model, connection)
                try stage(batch, connection)
                let images = Set(try connection.query(StoreStatements.images, collection).map { try $0.value(0, as: Int64.self) })
                try connection.query(StoreStatements.sources, collection)
                let latents = Set(try connection.query(StoreStatements.latents, collection, model).map { try $0.value(0, as: Int64.self) })
                return try outcomes(batch, collection, newImages: images, newLatents: latents, connection)
            }
        }
    }

    /// The sources of a collection whose image has a latent of a model version, by their bytes: what need not be read again.
    public func knownSources(in collection: Int64, model: Int64) async throws -> [[UInt8]: KnownSource] {
        try await pool.withConnection { connection in
            let query = """
                (SELECT s.source, s.image_id, s.byte_size, s.modified_ns, s.inode, s.is_duplicate
                 FROM (SELECT *, id <> min(id) OVER (PARTITION BY image_id) AS is_duplicate
                       FROM image_sources WHERE collection_id = \(collection)) s
                 JOIN latents l ON l.model_id = \(model) AND l.image_id = s.image_id)
                """
            return try connection.copyOut(query, into: [:]) { sources, row in
                let source: [UInt8] = try row.next()
                let imageID: Int64 = try row.next()
                let fingerprint = SourceFingerprint(
                    byteSize: try row.next(), modifiedNanoseconds: try row.next(), inode: try row.next())
                sources[source] = KnownSource(imageID: imageID, fingerprint: fingerprint, isDuplicate: try row.next())
            }
        }
    }

    private func requireDimension(
        of batch: [NewImage], collection: Int64, model: Int64, _ connection: isolated PostgresConnection
    ) throws {
        let sql = "SELECT latent_dimension FROM model_versions WHERE id = $1 AND collection_id = $2"
        guard let dimension = try connection.query(sql, model, collection).first?.value(0, as: Int32.self) else {
            throw SemblanceError(.notFound, "the collection has no model version \(model)", advice: "see semblance models list")
        }
        if let other = batch.first(where: { $0.latent.vector.count != dimension }) {
            throw SemblanceError(
                .incompatible, "a latent has \(other.latent.vector.count) values, and model version \(model) has \(dimension)",
                advice: "encode with the model version that the latents are stored for")
        }
    }

    private func stage(_ batch: [NewImage], _ connection: isolated PostgresConnection) throws {
        try connection.copyIn("pg_temp.staged_images") { writer in
            for (ordinal, image) in batch.enumerated() {
                try writer.row(
                    Int32(ordinal), image.sha256, image.byteSize, image.format, Int32(image.width), Int32(image.height), image.thumbnail,
                    image.metadata, image.source, image.fingerprint.byteSize, image.fingerprint.modifiedNanoseconds,
                    image.fingerprint.inode, image.latent.vector, image.latent.average, image.latent.deviation, image.latent.norm,
                    image.latent.realism)
            }
        }
    }

    private func outcomes(
        _ batch: [NewImage], _ collection: Int64, newImages: Set<Int64>, newLatents: Set<Int64>, _ connection: isolated PostgresConnection
    ) throws -> [StoreOutcome] {
        var newImages = newImages
        var newLatents = newLatents
        var sources: Set<[UInt8]> = []
        let rows = try connection.query(StoreStatements.outcomes, collection)
        guard rows.count == batch.count else {
            throw SemblanceError(.engine, "the database stored \(rows.count) of \(batch.count) images", advice: "try again")
        }
        return try zip(batch, rows).map { image, row in
            let id: Int64 = try row.value(0)
            let isFirstSource: Bool = try row.value(1)
            // A source that comes twice in a batch counts once, and so do an image and a latent.
            let isRepeated = !sources.insert(image.source).inserted
            return StoreOutcome(
                imageID: id, isDuplicate: isRepeated || !isFirstSource, isNewImage: newImages.remove(id) != nil,
                isNewLatent: newLatents.remove(id) != nil)
        }
    }
}
