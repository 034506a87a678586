import SemblanceEvaluation
import Synchronization

/// Shows how far an evaluation has come: a bar for each of its stages, one after the other.
final class EvaluationProgressBar: Sendable {
    private let current = Mutex<(stage: QualityProgress.Stage, bar: ProgressBar)?>(nil)

    func update(_ progress: QualityProgress) {
        current.withLock { current in
            if current?.stage != progress.stage {
                current?.bar.finish()
                current = (progress.stage, ProgressBar(progress.stage.rawValue, total: progress.total, unit: progress.unit))
            }
            current?.bar.update(done: progress.done, total: progress.total)
        }
    }

    func finish() { current.withLock { $0?.bar.finish() } }
}
