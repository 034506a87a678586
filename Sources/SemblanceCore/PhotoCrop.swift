/// Which square of a photo a network sees.
public enum PhotoCrop: String, Sendable, Codable, CaseIterable {
    /// The largest one in the middle: for photos that show a face and little else.
    case center
    /// The largest face, framed as aligned corpora frame it; the middle, where no face is found.
    case face
}
