import SemblanceCore

/// The merge of a batch of images into a collection, within a transaction that somebody else began: a binary COPY into a staging
/// table, and a few statements over it.
///
/// Equal bytes are one image, within the batch too. An image that the collection knows already gets a latent of the model version if
/// it has none, and one more source. A source whose bytes changed moves to its new image.
struct ImageMerge {
    let collection: Int64
    let model: Int64

    /// - Returns: one outcome an image, in their order
    /// - Throws: `notFound` for an unknown model version, `incompatible` for latents of another dimension, `invalidArgument` for values
    ///   that cannot be stored, `conflict` where an image that was said to be known is not there any more
    func run(_ batch: [NewImage], on connection: isolated PostgresConnection) throws -> [StoreOutcome] {
        guard !batch.isEmpty else { return [] }
        try requireDimension(of: batch, connection)
        try stage(batch, connection)
        let newImages = try images(StoreStatements.images, [collection], connection)
        let known = try images(StoreStatements.knownImages, [collection, Array(newImages.values)], connection)
        let knownIDs = Array(known.values)
        // Others may give a known image its first source or latent at this moment: one after the other.
        if !known.isEmpty { try connection.query(StoreStatements.lock, knownIDs) }
        let ids = newImages.merging(known) { new, _ in new }
        guard batch.allSatisfy({ ids[$0.sha256] != nil }) else {
            throw SemblanceError(.conflict, "an image was deleted while it was stored again", advice: "try again")
        }
        if batch.contains(where: { $0.metadata != .emptyObject }), !known.isEmpty {
            try connection.execute(StoreStatements.metadata, collection, knownIDs)
        }
        let sourceless = try known.isEmpty ? [] : withoutSource(knownIDs, connection)
        let overwriting = try storeSources(connection)
        if !sourceless.isEmpty { try connection.query(StoreStatements.logSourced, collection, sourceless) }
        let newLatents = try storeContents(of: batch, ids: ids, newImages: newImages, connection)
        return try outcomes(batch, ids, newImages, newLatents, overwriting, connection)
    }

    /// Image ids by the SHA-256 of their bytes.
    private func images(
        _ sql: String, _ parameters: [any PostgresValue], _ connection: isolated PostgresConnection
    ) throws -> [[UInt8]: Int64] {
        let rows = try connection.query(sql, parameters: parameters)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.value(1), try $0.value(0)) })
    }

    /// Writes the sources.
    ///
    /// - Returns: those whose earlier bytes no source holds any more
    private func storeSources(_ connection: isolated PostgresConnection) throws -> Set<[UInt8]> {
        let moving = try connection.query(StoreStatements.movingSources, collection).map { row in
            (source: try row.value(0, as: [UInt8].self), image: try row.value(1, as: Int64.self))
        }
        try connection.execute(StoreStatements.sources, collection)
        guard !moving.isEmpty else { return [] }
        let abandoned = Set(try withoutSource(moving.map(\.image), connection))
        return Set(moving.filter { abandoned.contains($0.image) }.map(\.source))
    }

    private func withoutSource(_ images: [Int64], _ connection: isolated PostgresConnection) throws -> [Int64] {
        try connection.query(StoreStatements.withoutSource, images).map { try $0.value(0) }
    }

    private func requireDimension(of batch: [NewImage], _ connection: isolated PostgresConnection) throws {
        let sql = "SELECT latent_dimension FROM model_versions WHERE id = $1 AND collection_id = $2"
        guard let dimension = try connection.query(sql, model, collection).first?.value(0, as: Int32.self) else {
            throw SemblanceError(.notFound, "the collection has no model version \(model)", advice: "see semblance models list")
        }
        if let other = batch.lazy.compactMap(\.latent).first(where: { $0.vector.count != dimension }) {
            throw SemblanceError(
                .incompatible, "a latent has \(other.vector.count) values, and model version \(model) has \(dimension)",
                advice: "encode with the model version that the latents are stored for")
        }
    }

    private func stage(_ batch: [NewImage], _ connection: isolated PostgresConnection) throws {
        try connection.copyIn("pg_temp.staged_images") { writer in
            for (ordinal, image) in batch.enumerated() {
                try writer.row(
                    Int32(ordinal), image.sha256, image.byteSize, image.format, Int32(image.width), Int32(image.height), image.metadata,
                    image.thumbnail != nil && image.latent != nil, image.source, image.archiveLength, image.fingerprint.byteSize,
                    image.fingerprint.modifiedNanoseconds, image.fingerprint.inode)
            }
        }
    }

    /// Writes the thumbnails of new images, the bytes of uploads, and the latents that are missing.
    ///
    /// - Returns: the images that got a latent
    private func storeContents(
        of batch: [NewImage], ids: [[UInt8]: Int64], newImages: [[UInt8]: Int64], _ connection: isolated PostgresConnection
    ) throws -> Set<Int64> {
        var written: Set<Int64> = []
        let contents = batch.compactMap { image in
            image.latent.flatMap { latent in ids[image.sha256].map { (id: $0, image: image, latent: latent) } }
        }.filter { written.insert($0.id).inserted }
        if !newImages.isEmpty {
            try connection.copyIn("thumbnails (image_id, jpeg)") { writer in
                for content in contents where newImages[content.image.sha256] != nil {
                    if let thumbnail = content.image.thumbnail { try writer.row(content.id, thumbnail) }
                }
            }
        }
        for image in batch {
            guard let bytes = image.upload, let id = ids[image.sha256] else { continue }
            try connection.execute("INSERT INTO uploads (image_id, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, bytes)
        }
        guard !contents.isEmpty else { return [] }
        try connection.copyIn("pg_temp.staged_latents") { writer in
            for (id, _, latent) in contents {
                try writer.row(id, latent.vector, latent.average, latent.deviation, latent.norm, latent.realism)
            }
        }
        return Set(try connection.query(StoreStatements.latents, model).map { try $0.value(0, as: Int64.self) })
    }

    private func outcomes(
        _ batch: [NewImage], _ ids: [[UInt8]: Int64], _ newImages: [[UInt8]: Int64], _ newLatents: Set<Int64>, _ overwriting: Set<[UInt8]>,
        _ connection: isolated PostgresConnection
    ) throws -> [StoreOutcome] {
        let touched = Array(Set(ids.values))
        let firstSources = Dictionary(
            uniqueKeysWithValues: try connection.query(StoreStatements.firstSources, touched).map {
                (try $0.value(0, as: Int64.self), try $0.value(1, as: [UInt8].self))
            })
        var (seenImages, seenSources): (Set<Int64>, Set<[UInt8]>) = ([], [])
        return batch.compactMap { image in
            guard let id = ids[image.sha256] else { return nil }
            let isFirst = seenImages.insert(id).inserted
            // A source that comes twice in a batch counts once.
            let isRepeated = !seenSources.insert(image.source).inserted
            return StoreOutcome(
                imageID: id, isDuplicate: isRepeated || firstSources[id] != image.source,
                isNewImage: isFirst && newImages[image.sha256] != nil, isNewLatent: isFirst && newLatents.contains(id),
                isOverwriting: !isRepeated && overwriting.contains(image.source))
        }
    }
}
