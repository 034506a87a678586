import SemblanceTraining

/// Shows a training run on the terminal: step, images a second, losses, time left.
final class TrainingProgressBar: TrainingObserver {
    private let bar: ProgressBar
    private let isTimed: Bool

    /// - Parameter record: where the run stands that goes on; nil for a new one
    init(_ length: TrainingLength, resuming record: TrainingRecord? = nil) {
        if case .minutes(let minutes) = length {
            isTimed = true
            bar = ProgressBar("training", total: Int(minutes * 60), done: Int(record?.seconds ?? 0), unit: "s")
        } else {
            isTimed = false
            bar = ProgressBar("training", total: nil, done: record?.step ?? 0, unit: "steps")
        }
    }

    func trainingProgressed(_ progress: TrainingProgress) async throws {
        let losses = progress.losses.sorted { $0.key < $1.key }.map { "\($0.key) \(humanNumber(Double($0.value)))" }.joined(separator: "  ")
        let pace = "\(humanNumber(progress.imagesPerSecond)) images/s"
        let step = isTimed ? "step \(progress.step)  " : ""
        bar.update(done: isTimed ? Int(progress.seconds) : progress.step, total: progress.totalSteps, extra: "\(step)\(pace)  \(losses)")
    }

    func trainingEvaluated(_ evaluation: TrainingEvaluation) async throws {
        guard evaluation.isCollapsed, let value = evaluation.figures[.collapse] else { return }
        bar.note(
            "warning: samples are alike at step \(evaluation.step) (collapse \(humanNumber(Double(value)))): "
                + "look at the newest grid; more photos, augmentation or a lower --learning-rate help")
    }

    func trainingRolledBack(_ rollback: TrainingRollback) async throws {
        bar.note(
            "warning: \(rollback.reason); going on from step \(rollback.step) with the learning rate × "
                + humanNumber(rollback.learningRateFactor))
    }

    func finish() { bar.finish() }
}
