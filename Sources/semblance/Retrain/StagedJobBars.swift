import SemblanceService
import SemblanceStorage
import Synchronization

/// Shows a job in stages: a progress bar for each stage.
final class StagedJobBars: Sendable {
    private struct State {
        var stage: String?
        var bar: ProgressBar?
    }

    private let state = Mutex(State())

    /// Shows a job as it stands; other jobs that it waits for are passed over.
    func show(_ job: Job) {
        guard let stage = job.stage else { return }
        let (old, bar) = state.withLock { state -> (ProgressBar?, ProgressBar?) in
            guard state.stage != stage.name else { return (nil, state.bar) }
            let old = state.bar
            let unit = [RetrainStage.corpus, .encode].map(\.rawValue).contains(stage.name) ? "photos" : ""
            state = State(stage: stage.name, bar: ProgressBar(stage.name, total: stage.total, done: stage.done, unit: unit))
            return (old, state.bar)
        }
        old?.finish()
        bar?.update(done: stage.done, total: stage.total)
    }

    func finish() { state.withLock { $0.bar }?.finish() }
}
