import SemblanceCore

/// What is known of a model version before the database gives it an id and a number.
public struct NewModel: Sendable {
    /// What it is called; versions of one name follow each other.
    public var name: String
    /// Which objective trained it.
    public var objective: String
    /// The length of its latents.
    public var latentDimension: Int
    /// How images are prepared for it; its resolution is the model's.
    public var preprocessing: Preprocessing
    /// What its latents are.
    public var normalization: LatentNormalization
    /// Its whole configuration, a JSON object.
    public var configuration: JSONText
    /// What was measured of it, a JSON object.
    public var metrics: JSONText
    /// How far it is.
    public var state: ModelState
    /// The version that it was trained on from.
    public var parent: Int64?

    /// A version to register.
    public init(
        name: String, objective: String, latentDimension: Int, preprocessing: Preprocessing, normalization: LatentNormalization,
        configuration: JSONText = .emptyObject, metrics: JSONText = .emptyObject, state: ModelState = .training, parent: Int64? = nil
    ) {
        self.name = name
        self.objective = objective
        self.latentDimension = latentDimension
        self.preprocessing = preprocessing
        self.normalization = normalization
        self.configuration = configuration
        self.metrics = metrics
        self.state = state
        self.parent = parent
    }
}
