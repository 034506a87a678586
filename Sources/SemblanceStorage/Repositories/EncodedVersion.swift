/// A model version that holds a latent of some image.
public struct EncodedVersion: Sendable, Equatable, Codable {
    /// The version's id.
    public let id: Int64
    /// What it is called.
    public let name: String
    /// Its number within the name.
    public let version: Int
    /// The critic's score of the image, higher is more real; nil where there is no critic.
    public let realism: Float?
    /// ‖E(x)‖ before normalising.
    public let norm: Float
}
