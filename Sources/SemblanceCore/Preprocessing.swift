/// How an image becomes the input of a network. Stored with every model, because latents of differently prepared pixels do
/// not compare: a training image, an indexed image and an upload all take the same way.
///
/// Version 1: EXIF orientation, flattening onto white, the largest centred square, an antialiased resize to
/// `resolution` × `resolution`, and then, on the tensor side, x / 127.5 − 1.
public struct Preprocessing: Sendable, Equatable, Codable {
    /// Which revision of the steps above; any change to their pixels is a new one.
    public var version: Int
    /// The side of the square input in pixels.
    public var resolution: Int

    /// The steps that this build of Semblance carries out.
    public static let currentVersion = 1

    /// - Parameter resolution: the side of the square input in pixels
    public init(resolution: Int, version: Int = Preprocessing.currentVersion) {
        self.version = version
        self.resolution = resolution
    }

    /// Throws `incompatible` unless this build can carry the steps out.
    public func validate() throws {
        guard version == Preprocessing.currentVersion else {
            throw SemblanceError(
                .incompatible,
                "the model asks for preprocessing version \(version), and this build has version \(Preprocessing.currentVersion)",
                advice: "use the build that trained it, or train again")
        }
    }
}
