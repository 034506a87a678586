import SemblanceCore

/// A photo as a network wants it, and what was found on the way.
public struct PreparedPhoto: Sendable, Equatable {
    /// The network's input.
    public let image: RGBImage
    /// How many faces there are; nil where nobody looked for them. Of several, the largest fills the image; of none, it is the photo's middle.
    public let faces: Int?

    /// A prepared photo.
    public init(image: RGBImage, faces: Int? = nil) {
        self.image = image
        self.faces = faces
    }
}
