import SemblanceService
import Synchronization

/// Shows how far a search for duplicates has come: a bar for each of its stages, one after the other.
final class DuplicateProgressBar: Sendable {
    private let current = Mutex<(stage: DuplicateSearch.Stage, bar: ProgressBar)?>(nil)

    func update(_ stage: DuplicateSearch.Stage, done: Int, total: Int) {
        current.withLock { current in
            if current?.stage != stage {
                current?.bar.finish()
                current = (stage, ProgressBar(stage.rawValue, total: total, unit: stage == .comparing ? "images" : "pairs"))
            }
            current?.bar.update(done: done, total: total)
        }
    }

    func finish() { current.withLock { $0?.bar.finish() } }
}
