import SemblanceTraining

/// Shows a training run on the terminal: step, images a second, losses, time left.
final class TrainingProgressBar: TrainingObserver {
    private let bar: ProgressBar
    private let isTimed: Bool

    init(_ length: TrainingLength) {
        if case .minutes(let minutes) = length {
            isTimed = true
            bar = ProgressBar("training", total: Int(minutes * 60), unit: "s")
        } else {
            isTimed = false
            bar = ProgressBar("training", total: nil, unit: "steps")
        }
    }

    func trainingProgressed(_ progress: TrainingProgress) async throws {
        let losses = progress.losses.sorted { $0.key < $1.key }.map { "\($0.key) \(humanNumber(Double($0.value)))" }.joined(separator: "  ")
        let pace = "\(humanNumber(progress.imagesPerSecond)) images/s"
        let step = isTimed ? "step \(progress.step)  " : ""
        bar.update(done: isTimed ? Int(progress.seconds) : progress.step, total: progress.totalSteps, extra: "\(step)\(pace)  \(losses)")
    }

    func finish() { bar.finish() }
}
