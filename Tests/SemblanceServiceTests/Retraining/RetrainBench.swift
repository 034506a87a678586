import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization

@testable import SemblanceService

/// A collection with a version that serves, and what retrains it: a trainer and an examiner without an engine.
struct RetrainBench: Sendable {
    let bench: Bench
    let photos: TemporaryFolder
    let runs: TemporaryFolder
    let trainer = DrillTrainer()
    let examiner = FixedExaminer()

    /// Runs `body` over `count` indexed photos.
    static func with<Value: Sendable>(_ count: Int = 12, _ body: @Sendable (RetrainBench) async throws -> Value) async throws -> Value {
        try await Bench.with { bench in
            let photos = try TestCorpus.faces(count)
            _ = try await bench.database.artifacts.write(Array("parent".utf8), kind: ModelCatalog.weights, model: bench.record.id)
            _ = try await bench.index(photos)
            return try await body(RetrainBench(bench: bench, photos: photos, runs: try TemporaryFolder()))
        }
    }

    var database: Database { bench.database }

    /// Queues a retraining.
    func enqueue(_ change: (inout RetrainRequest) -> Void = { _ in }) async throws -> Job {
        let catalog = ModelCatalog(database: database, collection: bench.collection) { _, _ in ProjectingModel() }
        let queue = RetrainQueue(database: database, collection: bench.collection, catalog: catalog)
        var request = try await queue.request(from: "active", actor: .user("somebody"))
        // Of a dozen photos, a slice that holds some.
        request.heldOut = 0.3
        change(&request)
        return try await queue.enqueue(request)
    }

    /// A worker that retrains.
    var worker: JobWorker {
        let retraining = Retraining(
            database: database, loader: { _, _ in ProjectingModel() }, trainer: trainer, examiner: examiner,
            options: .init(runs: runs.path, cores: 2))
        return JobWorker(
            database: database, encoders: EncoderShelf(database: database) { _ in ProjectingModel() },
            options: .init(cores: 2, patienceSeconds: 5), retraining: retraining)
    }

    /// Retrains to the end.
    func retrain(_ change: (inout RetrainRequest) -> Void = { _ in }) async throws -> (job: Job, outcome: RetrainOutcome) {
        let ended = try await worker.work(on: enqueue(change).id)
        return (ended, try ended.result.decode())
    }

    /// The version that serves.
    func serving() async throws -> Int64? { try await database.activations.current(in: bench.collection.id)?.modelID }
}

/// A trainer that learns nothing: it takes three steps, keeps each, and remembers what it was given.
final class DrillTrainer: ModelTrainer {
    struct Call: Sendable {
        let checkpoint: String?
        let weights: String?
        let usable: Int
        let positions: Int
    }

    private let state = Mutex<(calls: [Call], onStep: (@Sendable (Int) async throws -> Void)?)>(([], nil))

    var calls: [Call] { state.withLock { $0.calls } }

    /// Called after each step, 1 to 3, is kept.
    func onStep(_ body: (@Sendable (Int) async throws -> Void)?) { state.withLock { $0.onStep = body } }

    func train(_ task: TrainingTask) async throws -> TrainedModel {
        let reader = try task.photos.opened()
        let call = Call(
            checkpoint: task.checkpoint.map { String(decoding: $0, as: UTF8.self) },
            weights: task.weights.map { String(decoding: $0, as: UTF8.self) },
            usable: (0..<reader.count).count { (try? reader.photo(at: $0)) != nil }, positions: task.digests.count)
        let onStep = state.withLock { state in
            state.calls.append(call)
            return state.onStep
        }
        let first = (call.checkpoint.flatMap { Int($0) } ?? 0) + 1
        for step in first..<4 {
            try await task.keep(Array("\(step)".utf8))
            try await task.onProgress(step, 3)
            try await onStep?(step)
        }
        return TrainedModel(
            checkpoint: Array("trained".utf8), configuration: JSONText(#"{"trained":true}"#), metrics: JSONText(#"{"training":{}}"#),
            training: .init(steps: 3, seconds: 1, losses: ["loss": 0.5]))
    }
}

/// An examiner whose figures a test sets: first the new version's, then the serving one's.
final class FixedExaminer: ModelExaminer {
    private let state = Mutex<(figures: [[QualityFigure: Double]], photos: [Int], labels: [String])>(
        ([[.correlation: 0.9], [.correlation: 0.8]], [], []))

    /// How many photos each examination had.
    var photos: [Int] { state.withLock { $0.photos } }
    /// The tables that came with them.
    var labels: [String] { state.withLock { $0.labels } }

    func set(candidate: [QualityFigure: Double], serving: [QualityFigure: Double]) {
        state.withLock { $0.figures = [candidate, serving] }
    }

    func examine(
        _ model: ImageModel, folder: BytePath?, labels: BytePath?, onProgress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [QualityFigure: Double] {
        let files = try folder.map { try CorpusFolder($0).scan().files.count } ?? 0
        let table = try labels.map { String(decoding: try FileReader.read($0), as: UTF8.self) }
        return state.withLock { state in
            state.photos.append(files)
            if let table { state.labels.append(table) }
            return state.figures[(state.photos.count - 1) % state.figures.count]
        }
    }
}
