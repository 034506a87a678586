import SemblanceService
import Synchronization

/// Shows how far a comparison has come: a bar for each of its stages, one after the other.
final class ComparisonProgressBar: Sendable {
    private let current = Mutex<(stage: ComparisonProgress.Stage, bar: ProgressBar)?>(nil)

    func update(_ progress: ComparisonProgress) {
        current.withLock { current in
            if current?.stage != progress.stage {
                current?.bar.finish()
                let unit = progress.stage == .loading ? "versions" : "images"
                current = (progress.stage, ProgressBar(progress.stage.rawValue, total: progress.total, unit: unit))
            }
            current?.bar.update(done: progress.done, total: progress.total)
        }
    }

    func finish() { current.withLock { $0?.bar.finish() } }
}
