import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor

/// A collection of photos that do not exist, in a database that is otherwise empty: images 1 to `count`, each with a source, a thumbnail
/// and a latent of a model version that serves.
struct SynthesizedCorpus: Sendable {
    let latents: SynthesizedLatents
    /// How many latents a transaction takes.
    var batch = 20_000

    /// Registers an untrained model, fills the collection and lets the model serve it.
    func fill(_ context: CollectionContext, _ configuration: ModelConfiguration, progress: (Int) -> Void = { _ in }) async throws {
        let model = try await register(configuration, context)
        try await addImages(to: context)
        for start in stride(from: 0, to: latents.count, by: batch) {
            let numbers = start..<min(start + batch, latents.count)
            try await addLatents(numbers, model: model.id, to: context.database)
            progress(numbers.upperBound)
        }
        try await context.database.activations.activate(model: model.id, in: context.collection.id, by: .login)
        // A server that has run for a while finds its tables like this.
        try await context.database.pool.withConnection { connection in
            try connection.executeScript("VACUUM (ANALYZE) images, image_sources, thumbnails, latents")
            try connection.executeScript("CHECKPOINT")
        }
    }

    private func register(_ configuration: ModelConfiguration, _ context: CollectionContext) async throws -> ModelRecord {
        let checkpoint = try await TensorActor.run { try Checkpoint.serialize(try ModelNetworks(configuration, seed: 1)) }
        let model = NewModel(
            name: "bench", objective: configuration.objective.kind.rawValue, latentDimension: configuration.network.latentDimension,
            preprocessing: configuration.preprocessing, normalization: configuration.objective.kind.normalization)
        return try await context.catalog.register(model, checkpoint: checkpoint)
    }

    private func addImages(to context: CollectionContext) async throws {
        let (collection, count, side) = (context.collection.id, Int64(latents.count), Int32(UploadPictures.side))
        let thumbnail = try ImageEncoding.jpeg(DrawnFace(seed: 1).image(size: 64), quality: 75)
        try await context.database.pool.withTransaction { connection in
            try connection.executeScript("SET LOCAL synchronous_commit = off")
            try connection.execute(
                """
                INSERT INTO images (id, collection_id, sha256, byte_size, format, width, height, metadata) OVERRIDING SYSTEM VALUE
                SELECT n, $1, sha256(int8send(n)), $3, 'jpeg', $4, $4, '{}' FROM generate_series(1, $2) AS n
                """, collection, count, Int64(UploadPictures.byteCount), side)
            try connection.query("SELECT setval(pg_get_serial_sequence('images', 'id'), $1)", count)
            try connection.execute(
                """
                INSERT INTO image_sources (collection_id, image_id, source, byte_size, modified_ns, inode)
                SELECT $1, n, convert_to('/photos/' || lpad(n::text, 9, '0') || '.jpg', 'UTF8'), $3, 0, n
                FROM generate_series(1, $2) AS n
                """, collection, count, Int64(UploadPictures.byteCount))
            try connection.execute(
                "INSERT INTO thumbnails (image_id, jpeg) SELECT n, $2 FROM generate_series(1, $1) AS n", count, thumbnail)
        }
    }

    private func addLatents(_ numbers: Range<Int>, model: Int64, to database: Database) async throws {
        try await database.pool.withTransaction { connection in
            try connection.executeScript("SET LOCAL synchronous_commit = off")
            try connection.copyIn("latents (model_id, image_id, vector, average, deviation, norm, realism)") { writer in
                for number in numbers {
                    let latent = latents.latent(number)
                    try writer.row(
                        model, Int64(number) + 1, latent.vector, latent.average, latent.deviation, latent.norm, latent.realism)
                }
            }
        }
    }
}
