import SemblanceCore
import SemblanceTensor

/// Numbers of a step that are not finite any more.
struct Divergence: Error {
    /// The step, from 1.
    let step: Int
    /// What failed, as in `the loss 'encoder' is nan`.
    let what: String

    /// For people, one clause.
    var reason: String { "training diverged at step \(step): \(what)" }

    /// The end of a run.
    ///
    /// - Parameters:
    ///   - good: the last good checkpoint's step and place; nil where there is none
    ///   - rollbacks: how often it was tried to go on
    func failure(good: (step: Int, place: String)?, rollbacks: Int, configuration: TrainingConfiguration) -> SemblanceError {
        let tried = rollbacks > 0 ? ", after \(rollbacks) rollbacks" : ""
        let place = good.map { "the last good checkpoint is of step \($0.step): \($0.place)" } ?? "there is no checkpoint yet"
        let remedies = [
            configuration.precision == .bf16 ? "train with --precision fp32" : nil, "lower the --learning-rate", "take a larger --batch",
            configuration.onDivergence == .stop ? "let the run go back and lower the rate by itself: --on-nan rollback" : nil,
        ]
        let advice = remedies.compactMap { $0 }.joined(separator: ", or ")
        return SemblanceError(.engine, "\(reason)\(tried); \(place)", advice: advice)
    }
}
