import SemblanceCore
import SemblanceImaging
import SemblanceStorage

// The fourth stage: everything that the collection knows gets a latent of the new version, while the old one serves.
extension RetrainRun {
    /// Encodes the corpus by a job of its own, which other workers share.
    func encode(_ candidate: ModelRecord, _ outcome: inout RetrainOutcome) async throws {
        let ended = try await fill(candidate)
        let encoded = try await database.latents.count(model: candidate.id)
        if encoded > 0 {
            let model = try await ModelCatalog.load(candidate, from: database, loader: retraining.loader)
            _ = try await FamiliarityMeasurement(database: database).quantiles(of: candidate, model: model)
            try await retraining.prepare(candidate)
        }
        outcome.encoding = RetrainOutcome.Encoding(job: ended.id, encoded: encoded, failed: ended.progress.failed)
        try await keep(outcome, model: candidate.id)
    }

    /// Fills the version with what it lacks; takes up a job for that which is under way.
    func fill(_ candidate: ModelRecord) async throws -> Job {
        let request = IndexRequest(
            collection: candidate.collectionID, model: candidate.id, parameters: try JSONText(encoding: IndexParameters.everythingKnown))
        let job = try await database.plans.plan(request, files: { _ in })
        let ended: Job
        do {
            ended = try await reporting(.encode) { report in
                try await index(job.id) { report($0.progress.done, $0.progress.total) }
            }
        } catch {
            // Cancelled with what asked for it; where a database went away, the job goes on later.
            if Task.isCancelled {
                _ = try? await uncancelled {
                    guard try await !database.stagedJobs.isInForce(claim) else { return }
                    try await database.jobs.cancel(id: job.id)
                }
            }
            throw error
        }
        guard ended.state == .succeeded else {
            throw SemblanceError(
                .conflict, "the job \(ended.id), which encodes the corpus anew, ended early: \(ended.message ?? ended.state.rawValue)",
                advice: "go on with semblance jobs retry \(claim.job.id)")
        }
        return ended
    }
}
