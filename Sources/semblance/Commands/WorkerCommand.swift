import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage
import Synchronization

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Run queued jobs, until it is stopped.",
        discussion: """
            Any number, on any machine that reaches the database (DATABASE_URL) and the photos by the same paths. What a worker had \
            taken when it died is taken over by the others. Interrupted, it gives back what it has taken.

            Example: DATABASE_URL=postgres://… semblance worker
            Example: semblance worker --until-idle
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "Work on this job only, and end with it.") var job: Int64?
    @Flag(help: "End when nothing is left to do, rather than wait for more.") var untilIdle = false
    @Flag(help: "Show no progress.") var quiet = false
    @Flag(help: ArgumentHelp("End when standard input does, and let other work go first.", visibility: .hidden)) var attached = false

    func run() async throws {
        if attached { try await Attachment.work { [self] in try await work() } } else { try await work() }
    }

    private func work() async throws {
        let workspace = try await Workspace(common)
        try await workspace.withDatabase { database in
            let worker = workspace.worker(database)
            let watch = WorkerWatch(quiet: quiet)
            if let job {
                watch.show(try await worker.work(on: job) { watch.show($0) })
            } else {
                try await worker.work(untilIdle: untilIdle) { watch.show($0) }
            }
            let reports = watch.jobs
            if common.json { return try JSONOutput.write(reports) }
            if !quiet { try StandardOutput.write(reports.isEmpty ? "nothing was to be done\n" : JobReply.table(reports)) }
        }
    }
}

/// The jobs that a worker had a part in, each behind a progress bar.
private final class WorkerWatch: Sendable {
    private struct State {
        var jobs: [Int64: JobReply] = [:]
        var bars: [Int64: ProgressBar] = [:]
        var staged: [Int64: StagedJobBars] = [:]
    }

    private let quiet: Bool
    private let state = Mutex(State())

    init(quiet: Bool) { self.quiet = quiet }

    /// As they were last seen, by id.
    var jobs: [JobReply] { state.withLock { $0.jobs.values.sorted { $0.id < $1.id } } }

    func show(_ job: Job) {
        if job.stage != nil { return showStage(job) }
        let bar: ProgressBar? = state.withLock { state in
            state.jobs[job.id] = JobReply(job)
            guard !quiet else { return nil }
            let bar = state.bars[job.id] ?? ProgressBar("job \(job.id)", total: job.progress.total, done: job.progress.done)
            state.bars[job.id] = job.state.isFinal ? nil : bar
            return bar
        }
        bar?.update(done: job.progress.done, total: job.progress.total)
        if job.state.isFinal { bar?.finish() }
    }

    private func showStage(_ job: Job) {
        let bars: StagedJobBars? = state.withLock { state in
            state.jobs[job.id] = JobReply(job)
            guard !quiet else { return nil }
            let bars = state.staged[job.id] ?? StagedJobBars()
            state.staged[job.id] = job.state.isFinal ? nil : bars
            return bars
        }
        bars?.show(job)
        if job.state.isFinal { bars?.finish() }
    }
}
