import SemblanceCore
import SemblanceService
import SemblanceStorage

extension Workspace {
    /// How workers of this process train models anew.
    func retraining(_ database: Database) -> Retraining {
        Retraining(
            database: database, loader: loader, trainer: LoopTrainer(device: device),
            examiner: QualityExaminer(threads: cores, limits: limits), options: .init(runs: runs, limits: limits, cores: cores)
        ) { [indexes = IndexFactory(IndexSettings(configuration))] record in
            // A version that the database searches needs its graph before it serves.
            let count = try await database.latents.count(model: record.id)
            guard indexes.choice(count: count, dimension: record.model.latentDimension).kind == .pgvector else { return }
            try await PgvectorGraph(database, model: record.model).build { _ in }
        }
    }

    /// A worker of this process for every kind of job.
    func worker(_ database: Database) -> JobWorker {
        let encoders = EncoderShelf(database: database) { [loader] in try await ModelCatalog.load($0, from: database, loader: loader) }
        return JobWorker(database: database, encoders: encoders, options: workerOptions, retraining: retraining(database))
    }
}
