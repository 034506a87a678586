import SemblanceCore
import SemblanceStorage

// The last stage: the gate, and then the new version serves, or not.
extension RetrainRun {
    /// How often what came in meanwhile is encoded before the version serves.
    private static let rounds = 5

    /// Asks the gate and activates.
    func decide(_ candidate: ModelRecord, _ outcome: inout RetrainOutcome) async throws {
        try await note(.activate, 0, of: 1)
        let evaluation = outcome.evaluation
        let verdict = request.gate.verdict(
            candidate: evaluation?.candidateFigures ?? [:], serving: evaluation?.servingFigures)
        outcome.gate = verdict
        let name = "\(candidate.model.name)@\(candidate.model.version)"
        var message = verdict.text
        if request.activates, verdict.holds || request.forces {
            let current = try await database.activations.current(in: candidate.collectionID)?.modelID
            if current == candidate.id {
                // A worker that died here had activated it already.
                outcome.activated = true
            } else if current != evaluation?.serving {
                outcome.activated = false
                message = "another version was activated meanwhile, so \(name) was not; " + message
            } else {
                if let current { try await catchUp(candidate, with: current) }
                try Task.checkCancellation()
                try await database.activations.activate(
                    model: candidate.id, in: candidate.collectionID, by: .job(claim.job.id), why: reason(verdict), force: request.forces)
                outcome.activated = true
            }
        } else {
            outcome.activated = false
        }
        try await keep(outcome, model: candidate.id)
        try await note(.activate, 1, of: 1)
        try await database.stagedJobs.end(claim, .succeeded, message: message)
    }

    /// Why the version was activated, for the trail.
    private func reason(_ verdict: GateVerdict) -> String {
        let asked = "asked for by \(request.actor)" + (request.why.map { " (\($0))" } ?? "")
        return "\(asked); \(verdict.text)" + (verdict.holds ? "" : ", and it was forced")
    }

    /// Encodes what the serving version has and this one lacks, until nothing more comes of it: what cannot be read any more stays behind.
    private func catchUp(_ candidate: ModelRecord, with serving: Int64) async throws {
        var lacking = Int.max
        for _ in 0..<Self.rounds {
            let now = try await database.latents.missing(from: candidate.id, beside: serving)
            guard now > 0, now < lacking else { return }
            lacking = now
            _ = try await fill(candidate)
        }
    }
}
