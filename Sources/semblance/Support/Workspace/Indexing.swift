import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTensor

/// Indexes a folder behind a progress bar.
///
/// Decoding and encoding share the cores, and threads of libtorch that wait for each other spin: so while photos are indexed,
/// the encoder gets half of the cores, and the others decode.
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
        return try await withTensorThreads(max(1, workspace.cores / 2)) {
            try await indexer.index(folder: corpus, record: record, encoder: encoder, includes: includes) { progress in
                let done = progress.encoded + progress.duplicates + progress.failed
                bar.update(done: done, total: progress.total, extra: progress.failed > 0 ? "\(progress.failed) failed" : nil)
            }
        }
    }

    private func withTensorThreads<Result>(_ count: Int, _ body: () async throws -> Result) async throws -> Result {
        let before = await TensorActor.run {
            defer { Torch.threads = count }
            return Torch.threads
        }
        do {
            let result = try await body()
            await TensorActor.run { Torch.threads = before }
            return result
        } catch {
            await TensorActor.run { Torch.threads = before }
            throw error
        }
    }
}
