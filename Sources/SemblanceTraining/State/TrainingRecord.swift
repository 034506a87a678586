import SemblanceCore

/// Where a run stands, beside its tensors and random states.
public struct TrainingRecord: Sendable, Equatable, Codable {
    /// The model with the best figure so far.
    public struct Best: Sendable, Equatable, Codable {
        /// After which step.
        public var step: Int
        /// The figure that the run chooses by.
        public var value: Float
        /// All its figures.
        public var figures: [String: Float]
    }

    /// How the run is made.
    public var configuration: TrainingConfiguration
    /// What it learns from.
    public var corpus: CorpusFingerprint
    /// What the caller of the loop wants to find again.
    public var notes: [String: String]
    /// Steps done.
    public var step = 0
    /// Seconds on the clock, of all sessions.
    public var seconds = 0.0
    /// Images drawn from the order.
    public var position = 0
    /// Steps that the moving average has followed.
    public var averageUpdates = 0
    /// What rollbacks multiplied the learning rate by.
    public var learningRateFactor = 1.0
    /// How often the run was rolled back.
    public var rollbacks = 0
    /// Where adaptive augmentation stands; empty where nothing adapts.
    public var augmentation: [Double] = []
    /// The best model so far, where the run chooses one.
    public var best: Best?
    /// The step of the latest figures; nil before the first.
    public var evaluatedStep: Int?
    /// The latest figures.
    public var figures: [String: Float] = [:]
    /// The last step's losses.
    public var losses: [String: Float] = [:]

    init(configuration: TrainingConfiguration, corpus: CorpusFingerprint, notes: [String: String]) {
        self.configuration = configuration
        self.corpus = corpus
        self.notes = notes
    }
}
