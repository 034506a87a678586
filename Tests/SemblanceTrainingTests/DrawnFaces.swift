import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport

@testable import SemblanceTraining

/// The small corpus and the small model that these tests train: drawn once, written where a test wants it.
enum DrawnFaces {
    static let count = 48
    static let resolution = 32

    /// JPEGs by name, a little larger than the networks' images.
    private static let files = Result {
        let corpus = try DrawnFaceCorpus(count: count, picturesPerPerson: 4, size: 40, seed: 3)
        return try (0..<count).map { (corpus.fileName($0), try ImageEncoding.jpeg(corpus.face($0).image(size: 40), quality: 92)) }
    }

    /// A face that is not in the corpus.
    static func anotherFile() throws -> [UInt8] { try ImageEncoding.jpeg(DrawnFace(seed: 99).image(size: 40), quality: 92) }

    /// Writes the faces into a folder of the test's own.
    static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, bytes) in try files.get() { try folder.write(bytes, to: name) }
        return folder
    }

    /// The faces as a corpus, with the folder that has to outlive it.
    static func corpus(cacheBytes: Int = 1 << 20) throws -> (corpus: TrainingCorpus, folder: TemporaryFolder) {
        let folder = try folder()
        return (try corpus(in: folder, cacheBytes: cacheBytes), folder)
    }

    static func corpus(
        in folder: TemporaryFolder, minimumCount: Int = 8, cacheBytes: Int = 1 << 20, heldOut: HeldOutShare = .count(0)
    ) throws -> TrainingCorpus {
        try TrainingCorpus(
            folder: folder.bytePath, preprocessing: Preprocessing(resolution: resolution), minimumCount: minimumCount,
            cacheBytes: cacheBytes, heldOut: heldOut)
    }

    static let network = NetworkConfiguration(resolution: resolution, width: 16, latentDimension: 16)

    /// A run of a second or so.
    static func configuration(
        _ length: TrainingLength = .steps(6), seed: UInt64 = 1, precision: Precision = .fp32, learningRate: Double = 1e-3,
        emaDecay: Double = 0.9
    ) -> TrainingConfiguration {
        let objective = ObjectiveConfiguration(optimizer: .rmsprop(learningRate: learningRate, decay: 0.99, epsilon: 1e-7))
        return TrainingConfiguration(
            model: ModelConfiguration(objective: objective, network: network), length: length, batchSize: 8, seed: seed,
            precision: precision,
            emaDecay: emaDecay, gridInterval: 0, logInterval: 1, checkpointInterval: 0, evaluationInterval: 0, cacheBytes: 1 << 20)
    }

    /// A run on one thread: small networks are no slower so, and do not wait for each other's threads on a busy machine.
    @TensorActor
    static func loop(
        _ configuration: TrainingConfiguration, corpus: TrainingCorpus, observers: [any TrainingObserver] = [],
        store: (any CheckpointStore)? = nil, resuming checkpoint: TrainingCheckpoint? = nil
    ) throws -> TrainingLoop {
        Torch.threads = 1
        return try TrainingLoop(configuration, corpus: corpus, observers: observers, store: store, resuming: checkpoint)
    }
}

/// Remembers everything that a run says.
actor Witness: TrainingObserver {
    private(set) var progress: [TrainingProgress] = []
    private(set) var grids: [TrainingGrids] = []
    private(set) var evaluations: [TrainingEvaluation] = []
    private(set) var best: [(step: Int, bytes: [UInt8])] = []
    private(set) var saves: [TrainingSave] = []
    private(set) var rollbacks: [TrainingRollback] = []
    private let onProgress: @Sendable (TrainingProgress) throws -> Void

    init(onProgress: @escaping @Sendable (TrainingProgress) throws -> Void = { _ in }) { self.onProgress = onProgress }

    func trainingProgressed(_ progress: TrainingProgress) throws {
        self.progress.append(progress)
        try onProgress(progress)
    }

    func trainingDrew(_ grids: TrainingGrids) { self.grids.append(grids) }

    func trainingEvaluated(_ evaluation: TrainingEvaluation) { evaluations.append(evaluation) }

    func trainingImproved(model: [UInt8], step: Int) { best.append((step, model)) }

    func trainingSaved(_ save: TrainingSave) { saves.append(save) }

    func trainingRolledBack(_ rollback: TrainingRollback) { rollbacks.append(rollback) }
}

extension Witness: CheckpointStore {
    nonisolated var checkpointPlace: String { "the witness" }

    func latestCheckpoint() async throws -> TrainingCheckpoint? {
        guard let bytes = saves.last?.checkpoint else { return nil }
        return try await TrainingCheckpoint(bytes: bytes, source: checkpointPlace)
    }
}

/// The `SemblanceError` that `body` throws, if it does.
func failure(_ body: () async throws -> Void) async -> SemblanceError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? SemblanceError
    }
}
