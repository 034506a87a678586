import SemblanceStorage

/// Whether a version still encodes its images as it did.
public struct ModelVerificationReport: Sendable, Encodable {
    /// An image that could not be compared.
    public struct Failure: Sendable, Encodable {
        /// The image.
        public let imageID: Int64
        /// `not_found`, `unreadable`, `undecodable` and so on; `conflict` for one whose files hold other bytes now
        public let code: String
        /// What failed, with the last place that was tried.
        public let message: String

        enum CodingKeys: String, CodingKey {
            case code, message
            case imageID = "image_id"
        }
    }

    /// The version.
    public let model: ModelReference
    /// SHA-256 of the weights as they were stored, in hexadecimal; weights of another one do not load.
    public let weights: String
    /// How many images were drawn.
    public let sampled: Int
    /// How many of them were encoded again.
    public let compared: Int
    /// How many could not be read.
    public let unreadable: Int
    /// How many have other bytes now than when they were indexed.
    public let changed: Int
    /// Some of those that could not be read or have changed.
    public let failures: [Failure]
    /// The largest |difference| of two coordinates.
    public let largestDifference: Double
    /// The mean |difference| of two coordinates.
    public let meanDifference: Double
    /// The largest angle between two latents of an image, in degrees.
    public let largestAngle: Double
    /// The largest |difference| that is allowed.
    public let tolerance: Double
    /// Whether encoding the same batch twice gave the same bits; nil where nothing was encoded.
    public let deterministic: Bool?

    enum CodingKeys: String, CodingKey {
        case model, sampled, compared, unreadable, changed, failures, tolerance, deterministic
        case weights = "weights_sha256"
        case largestDifference = "largest_difference"
        case meanDifference = "mean_difference"
        case largestAngle = "largest_angle_degrees"
    }

    /// Whether the stored latents are those that the version gives.
    public var holds: Bool { compared > 0 && largestDifference <= tolerance }
}
