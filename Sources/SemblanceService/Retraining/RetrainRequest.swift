import SemblanceCore
import SemblanceStorage

/// What a retraining is asked to do: the parameters of its job.
public struct RetrainRequest: Sendable, Equatable, Codable {
    /// What such jobs are called.
    public static let jobKind = "retrain"

    /// What is different from how the parent was trained; nil for as it was.
    public struct Changes: Sendable, Equatable, Codable {
        /// So many steps; of `steps`, `epochs` and `minutes` one at most is given.
        public var steps: Int?
        /// So many passes over the corpus.
        public var epochs: Int?
        /// So many minutes on the clock.
        public var minutes: Double?
        /// Determines everything random.
        public var seed: UInt64?
        /// Images an update.
        public var batch: Int?
        /// The optimizer's step length.
        public var learningRate: Double?
        /// Steps between two checkpoints, from which another worker can go on.
        public var checkpointInterval: Int?

        /// No change.
        public init() {}
    }

    /// The version whose networks and settings are taken.
    public var parent: Int64
    /// Whether its weights are too: a warm start.
    public var isWarm = true
    /// What the new version is called.
    public var name: String
    /// What is different from how the parent was trained.
    public var changes = Changes()
    /// The share of photos that is never learned from, by the SHA-256 of their bytes.
    public var heldOut = RetrainDefaults().heldOut
    /// The most photos to learn from.
    public var maximumPhotos = RetrainDefaults().maximumPhotos
    /// Whether the new version serves where the gate holds.
    public var activates = true
    /// Whether it serves whatever the gate says.
    public var forces = false
    /// How much worse than the version that serves it may be.
    public var gate = QualityGate.standard
    /// Who asked for it.
    public var actor: AuditActor
    /// Why, in words.
    public var why: String?

    /// - Parameters:
    ///   - parent: the version whose networks and settings are taken
    ///   - name: what the new version is called
    ///   - actor: who asks for it
    public init(parent: Int64, name: String, actor: AuditActor) {
        self.parent = parent
        self.name = name
        self.actor = actor
    }

    /// - Throws: `invalidArgument` for values that no retraining can have
    public func validate() throws {
        try ResourceName.validate(model: name)
        let lengths = [changes.steps != nil, changes.epochs != nil, changes.minutes != nil].count { $0 }
        let problem: String? =
            if lengths > 1 { "a retraining of a number of steps, of epochs and of minutes at once" } else if !(0...0.5).contains(heldOut) {
                "a held-out share of \(heldOut)"
            } else if maximumPhotos < 2 {
                "a retraining on \(maximumPhotos) photos"
            } else if (changes.steps ?? 1) < 1 || (changes.epochs ?? 1) < 1 || (changes.minutes ?? 1) <= 0 {
                "a retraining of no length"
            } else { nil }
        guard let problem else { return }
        throw SemblanceError(
            .invalidArgument, problem, advice: "give one length above 0, a held-out share of 0 to 0.5, and 2 photos or more")
    }
}
