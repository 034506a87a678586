/// How an image becomes the input of a network. Stored with every model, because latents of differently prepared pixels do
/// not compare: a training image, an indexed image and an upload all take the same way.
///
/// Version 1: EXIF orientation, flattening onto white, the largest centred square, an antialiased resize to
/// `resolution` × `resolution`, and then, on the tensor side, x / 127.5 − 1. Version 2 takes the largest face instead of the
/// centred square. A build that knows version 1 alone refuses models of the other, rather than see them wrongly.
public struct Preprocessing: Sendable, Equatable {
    /// Which revision of the steps above; any change to their pixels is a new one.
    public var version: Int
    /// The side of the square input in pixels.
    public var resolution: Int
    /// Which square of a photo it is made of.
    public var crop: PhotoCrop

    /// - Parameters:
    ///   - resolution: the side of the square input in pixels
    ///   - crop: which square of a photo it is made of
    ///   - version: the steps; nil for those that this build of Semblance carries out
    public init(resolution: Int, crop: PhotoCrop = .center, version: Int? = nil) {
        self.version = version ?? Self.currentVersion(of: crop)
        self.resolution = resolution
        self.crop = crop
    }

    /// The steps that this build of Semblance carries out for a crop.
    public static func currentVersion(of crop: PhotoCrop) -> Int {
        switch crop {
        case .center: 1
        case .face: 2
        }
    }

    /// Throws `incompatible` unless this build can carry the steps out.
    public func validate() throws {
        let known = Self.currentVersion(of: crop)
        guard version == known else {
            throw SemblanceError(
                .incompatible,
                "the model asks for preprocessing version \(version), and this build has version \(known) of the crop '\(crop.rawValue)'",
                advice: "use the build that trained it, or train again")
        }
    }
}
