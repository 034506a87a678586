/// What a retraining has come to: a member for each stage that is done, so that whoever takes the job over goes on with the first that is not.
public struct RetrainOutcome: Sendable, Equatable, Codable {
    /// What there was to learn from.
    public struct Corpus: Sendable, Equatable, Codable {
        /// Photos that were chosen, those that are held out included.
        public var photos: Int
        /// Of these, photos that are gone, hold other bytes or cannot be decoded: the job's failures name them.
        public var unusable: Int
    }

    /// How training went.
    public struct Training: Sendable, Equatable, Codable {
        /// Steps done.
        public var steps: Int
        /// Seconds of training, over all sessions.
        public var seconds: Double
        /// The last losses by name.
        public var losses: [String: Float]

        /// How training went.
        public init(steps: Int, seconds: Double, losses: [String: Float]) {
            self.steps = steps
            self.seconds = seconds
            self.losses = losses
        }
    }

    /// What was measured on held-out photos.
    public struct Evaluation: Sendable, Equatable, Codable {
        /// The version that served then; nil where none did.
        public var serving: Int64?
        /// How many photos that neither version has learned from were looked at.
        public var photos: Int
        /// The new version's figures.
        public var candidateFigures: [QualityFigure: Double]
        /// The serving version's; nil where none served.
        public var servingFigures: [QualityFigure: Double]?

        enum CodingKeys: String, CodingKey {
            case serving, photos
            case candidateFigures = "candidate_figures"
            case servingFigures = "serving_figures"
        }
    }

    /// How the corpus was encoded anew.
    public struct Encoding: Sendable, Equatable, Codable {
        /// The job that did it.
        public var job: Int64
        /// How many photos have a latent of the new version now.
        public var encoded: Int
        /// How many could not be encoded; that job's failures name them.
        public var failed: Int
    }

    /// What there was to learn from; nil until it is known.
    public var corpus: Corpus?
    /// How training went; nil until it has ended.
    public var training: Training?
    /// What was measured; nil until it was.
    public var evaluation: Evaluation?
    /// How the corpus was encoded; nil until it was.
    public var encoding: Encoding?
    /// What the gate says; nil until it was asked.
    public var gate: GateVerdict?
    /// Whether the new version was activated; nil until that was decided.
    public var activated: Bool?

    /// A retraining that has not begun.
    public init() {}
}
