import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTensor
import Synchronization

/// Indexes a corpus behind a progress bar.
struct Indexing {
    let workspace: Workspace
    let context: CollectionContext
    /// How many processes share the work and the cores.
    var processes = 1

    /// Lists, queues and works until the job has ended.
    ///
    /// - Parameters:
    ///   - corpus: nil for everything that the database knows
    ///   - encoder: the record's model, where it is loaded already
    func run(
        _ corpus: CorpusSource?, _ record: ModelRecord, _ options: IndexOptions = IndexOptions(), encoder: ImageModel? = nil
    ) async throws -> IndexReport {
        let start = ContinuousClock.now
        let job = try await plan(corpus, record, options)
        return try await work(on: job, record, encoder, since: start)
    }

    /// Lists a corpus and queues what is to be done.
    func plan(_ corpus: CorpusSource?, _ record: ModelRecord, _ options: IndexOptions) async throws -> Job {
        guard let corpus else { return try await indexer(nil).planKnown(model: record.id, retriesFailures: options.retriesFailures) }
        // A corpus that is listed in no time needs no bar.
        let bar = Mutex<ProgressBar?>(nil)
        return try await indexer(nil).plan(corpus, model: record.id, options) { count in
            bar.withLock { bar in
                if bar == nil { bar = ProgressBar("listing", total: nil, unit: "files") }
                bar?.update(done: count)
            }
        }
    }

    /// Works on a job that is queued until it has ended, with the other processes.
    func work(on job: Job, _ record: ModelRecord, encoder: ImageModel? = nil) async throws -> IndexReport {
        try await work(on: job, record, encoder, since: .now)
    }

    private func work(
        on job: Job, _ record: ModelRecord, _ encoder: ImageModel?, since start: ContinuousClock.Instant
    ) async throws -> IndexReport {
        if processes > 1 { await TensorActor.run { [cores = workerOptions.cores] in Torch.threads = cores } }
        let others = try WorkerProcesses(count: processes - 1, job: job.id, workspace: workspace, cores: workerOptions.cores)
        defer { others.end() }
        let bar = ProgressBar("indexing", total: nil, done: job.progress.done)
        defer { bar.finish() }
        var report = try await indexer(encoder).run(job, record: record, since: start) { progress in
            bar.update(done: progress.done, total: progress.total, extra: progress.failed > 0 ? "\(progress.failed) failed" : nil)
        }
        bar.finish()
        try await measureFamiliarity(record, encoder, &report)
        return report
    }

    /// Measures what is usual among the corpus, where that is not known, or how much of it is unlike what an imported version knows. The index
    /// is complete without it: whoever needs it later measures it then.
    private func measureFamiliarity(_ record: ModelRecord, _ encoder: ImageModel?, _ report: inout IndexReport) async throws {
        do {
            let measurement = FamiliarityMeasurement(database: context.database)
            guard try await context.database.latents.count(model: record.id) > 0 else { return }
            let known = try await measurement.current(of: record)
            guard known.map({ $0.isInherited && 4 * report.taken >= report.total }) ?? true else { return }
            let model = if let encoder { encoder } else { try await context.catalog.load(record) }
            let bar = ProgressBar("familiarity", total: nil)
            defer { bar.finish() }
            if known == nil {
                _ = try await measurement.quantiles(of: record, model: model) { bar.update(done: $0, total: $1) }
            } else {
                report.unlike = try await measurement.unlikeShare(of: record, model: model) { bar.update(done: $0, total: $1) }
            }
        } catch let error as SemblanceError where error.code != .cancelled {
            TerminalOutput.standardError().write("familiarity is not measured yet: \(error.message)\n")
        }
    }

    private var workerOptions: JobWorker.Options {
        var options = workspace.workerOptions
        options.cores = max(1, options.cores / max(processes, 1))
        return options
    }

    private func indexer(_ encoder: ImageModel?) -> CorpusIndexer {
        let catalog = context.catalog
        let encoders = EncoderShelf(database: context.database) { record in
            if let encoder { encoder } else { try await catalog.load(record) }
        }
        return CorpusIndexer(database: context.database, collection: context.collection, encoders: encoders, options: workerOptions)
    }
}

extension Workspace {
    /// How workers of this process behave.
    var workerOptions: JobWorker.Options {
        JobWorker.Options(
            limits: limits, cores: cores, leaseSeconds: configuration[\.leaseSeconds], patienceSeconds: configuration[\.patienceSeconds])
    }
}
