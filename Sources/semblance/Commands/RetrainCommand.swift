import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

struct RetrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrain", abstract: "Train a new version on everything in the database, and let it serve if it is good enough.",
        discussion: """
            Reads the photos again from where they were found, trains on from the version that serves, measures both on photos that neither has \
            learned from, encodes the whole corpus while the old version serves, asks the gate, and activates. The work is a job: what \
            is done is kept in the database, and where this process ends early, any `semblance worker`, or retrain --job, goes on with it.

            The gate names figures and how much worse than the serving version's they may be: retrain.gate in semblance.yaml, or --gate.

            Example: semblance retrain --minutes 60
            Example: semblance retrain --from faces@2 --scratch --steps 20000 --no-activate
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The version to train on from: active, an id, a name or name@version.") var from = "active"
    @Flag(help: "Begin with fresh weights; the networks and settings are still those of --from.") var scratch = false
    @Option(help: "What the new version is called (default: as the other one).") var name: String?
    @Option(help: "Train for so many steps (default: as long as the other one).") var steps: Int?
    @Option(help: "Train for so many passes over the corpus.") var epochs: Int?
    @Option(help: "Train for so many minutes.") var minutes: Double?
    @Option(help: "Determines everything random (default: as the other one).") var seed: UInt64?
    @Option(help: "Images an update (default: as the other one).") var batch: Int?
    @Option(help: "The optimizer's step length (default: as the other one).") var learningRate: Double?
    @Option(help: "Steps between checkpoints, from which another worker can go on (default: 250, or as the other one if less).")
    var checkpointInterval: Int?
    @Option(help: "The share of photos that is never learned from (default: retrain.held_out).") var heldOut: Double?
    @Option(help: "Learn from so many photos at most (default: retrain.maximum_photos).") var maximumPhotos: Int?
    @Option(help: ArgumentHelp("What must not get worse, by how much (default: retrain.gate).", valueName: "figure=tolerance,…"))
    var gate: String?
    @Flag(inversion: .prefixedNo, help: "Let the new version serve where the gate holds.") var activate = true
    @Flag(help: "Let it serve whatever the gate says.") var force = false
    @OptionGroup var reason: ReasonOption
    @Flag(help: "Queue the work for others and return.") var detach = false
    @Option(help: "Go on with a retraining that was interrupted.") var job: Int64?
    @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

    func validate() throws {
        guard [steps != nil, epochs != nil, minutes != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("give one of --steps, --epochs and --minutes")
        }
        guard activate || !force else { throw ValidationError("--force and --no-activate contradict each other") }
    }

    func run() async throws {
        let workspace = try await Workspace(common, device: device)
        try await workspace.withCollection { context in
            let queued = try await queue(context, workspace.configuration)
            if detach {
                if common.json { return try JSONOutput.write(JobReply(queued)) }
                return try StandardOutput.write("job \(queued.id) is queued: it waits for semblance worker\n")
            }
            try await Self.work(on: queued, workspace, context, json: common.json)
        }
    }

    private func queue(_ context: CollectionContext, _ configuration: Configuration) async throws -> Job {
        if let job {
            let known = try await context.database.jobs.require(id: job)
            guard known.kind == RetrainRequest.jobKind else {
                throw SemblanceError(.conflict, "the job \(job) is no retraining", advice: "see semblance jobs show \(job)")
            }
            return known
        }
        let queue = RetrainQueue(database: context.database, collection: context.collection, catalog: context.catalog)
        var request = try await queue.request(from: from, name: name, defaults: RetrainDefaults(configuration), actor: .login)
        request.isWarm = !scratch
        (request.changes.steps, request.changes.epochs, request.changes.minutes) = (steps, epochs, minutes)
        (request.changes.seed, request.changes.batch) = (seed, batch)
        (request.changes.learningRate, request.changes.checkpointInterval) = (learningRate, checkpointInterval)
        if let heldOut { request.heldOut = heldOut }
        if let maximumPhotos { request.maximumPhotos = maximumPhotos }
        if let gate { request.gate = try QualityGate(gate) }
        (request.activates, request.forces, request.why) = (activate, force, reason.text)
        return try await queue.enqueue(request)
    }

    /// Works on a retraining behind progress bars until it has ended, and says how.
    static func work(on job: Job, _ workspace: Workspace, _ context: CollectionContext, json: Bool) async throws {
        let bars = StagedJobBars()
        defer { bars.finish() }
        let ended: Job
        do {
            ended = try await workspace.worker(context.database).work(on: job.id) { bars.show($0) }
        } catch  where Task.isCancelled {
            throw SemblanceError(
                .cancelled, "retraining was interrupted, and the job \(job.id) waits for a worker with what is done",
                advice: "go on with it: semblance retrain --job \(job.id); or drop it: semblance jobs cancel \(job.id)")
        }
        bars.finish()
        guard ended.state == .succeeded else {
            let advice = ended.state == .failed ? "see to it and go on: semblance jobs retry \(job.id)" : nil
            throw SemblanceError(
                .conflict, "the retraining \(job.id) ended as \(ended.state.rawValue): \(ended.message ?? "nobody said why")",
                advice: advice)
        }
        let reply = try await RetrainReply(ended, in: context.database)
        try json ? JSONOutput.write(reply) : StandardOutput.write(reply.text)
    }
}

extension RetrainReply {
    /// For people.
    var text: String {
        let name = model.map { "\($0.name)@\($0.version)" } ?? "the version"
        var lines: [String] = []
        if let corpus {
            lines.append("learned from \(corpus.photos - corpus.unusable) photos, those held out included")
            if corpus.unusable > 0 { lines.append("\(corpus.unusable) photos could not be read: semblance jobs failures \(job)") }
        }
        if let training { lines.append("\(training.steps) steps in \(humanDuration(seconds: training.seconds))") }
        if let encoding {
            lines.append(
                "\(encoding.encoded) photos encoded" + (encoding.failed > 0 ? ", \(encoding.failed) failed (job \(encoding.job))" : ""))
        }
        if let message { lines.append(message) }
        lines.append(
            activated
                ? "\(name) serves now; if it is no good: semblance models rollback"
                : "\(name) does not serve; let it: semblance models activate \(name)")
        return lines.joined(separator: "\n") + "\n"
    }
}
