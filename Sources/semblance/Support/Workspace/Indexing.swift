import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// Indexes a folder behind a progress bar.
struct Indexing {
    let workspace: Workspace
    let context: CollectionContext

    /// - Parameter includes: which of the folder's files count
    func run(
        corpus: BytePath, _ record: ModelRecord, _ encoder: ImageModel, includes: @Sendable (CorpusFile) -> Bool = { _ in true }
    ) async throws -> IndexReport {
        let indexer = CorpusIndexer(
            database: context.database, collection: context.collection, limits: workspace.limits, cores: workspace.cores)
        let bar = ProgressBar("indexing", total: nil)
        defer { bar.finish() }
        return try await indexer.index(folder: corpus, record: record, encoder: encoder, includes: includes) { progress in
            let done = progress.encoded + progress.duplicates + progress.failed
            bar.update(done: done, total: progress.total, extra: progress.failed > 0 ? "\(progress.failed) failed" : nil)
        }
    }
}
