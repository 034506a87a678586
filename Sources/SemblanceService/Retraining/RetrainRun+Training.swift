import SemblanceCore
import SemblanceImaging
import SemblanceStorage

// The second stage: the model learns, and becomes a version that is ready.
extension RetrainRun {
    /// Trains, or goes on where the last checkpoint stands. What it needs is in the database: any worker can.
    func train(_ candidate: ModelRecord, _ parent: ModelRecord, on prepared: PreparedCorpus, _ outcome: inout RetrainOutcome) async throws {
        let kept = try await database.artifacts.list(model: candidate.id).map(\.kind)
        let weights = request.isWarm ? try await database.artifacts.read(kind: ModelCatalog.weights, model: parent.id) : nil
        let checkpoint =
            kept.contains(Self.trainingState) ? try await database.artifacts.read(kind: Self.trainingState, model: candidate.id) : nil
        let pace = ReportPace()
        let task = TrainingTask(
            model: ModelReference(candidate), request: request, configuration: parent.configuration, weights: weights,
            checkpoint: checkpoint, photos: prepared.pack,
            digests: prepared.corpus.digests, place: "the collection", folder: folder,
            keep: { state in
                // Also where the worker is told to stop: that is when it matters most.
                try await uncancelled {
                    // Not without the claim: whoever has taken over keeps a state of its own.
                    guard try await database.stagedJobs.isInForce(claim) else { throw CancellationError() }
                    try await database.artifacts.write(state, kind: Self.trainingState, model: candidate.id)
                }
            },
            onProgress: { done, total in
                guard pace.isDue(isLast: done >= total) else { return }
                try await note(.train, done, of: total)
            })
        let trained = try await retraining.trainer.train(task)
        try Task.checkCancellation()
        try await database.artifacts.write(trained.checkpoint, kind: ModelCatalog.weights, model: candidate.id)
        try await database.models.complete(candidate.id, configuration: trained.configuration, metrics: trained.metrics)
        outcome.training = trained.training
        try await keep(outcome, model: candidate.id)
        for kind in [Self.trainingState, Self.corpus] { try await database.artifacts.delete(kind: kind, model: candidate.id) }
        removePacks()
    }
}
