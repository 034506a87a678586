import SemblanceCore

/// A network that says of a picture what it sees in it: what a Fréchet distance is measured in.
public protocol ImageFeatureExtractor: Sendable {
    /// The network's file, for the report.
    var file: String { get }
    /// The SHA-256 of the file's bytes, in hexadecimal digits.
    var sha256: String { get }
    /// How pictures become its input, in words.
    var preparation: String { get }

    /// The features of each picture, all of one length, at least one.
    ///
    /// - Throws: `incompatible` where the network does not take pictures, or gives something else than a row of features for each.
    func features(of images: [RGBImage]) async throws -> [[Float]]
}
