import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// An image as the command line and HTTP answer it.
public struct ImageReply: Sendable, Encodable {
    /// Unique over the database.
    public let id: Int64
    /// Of its bytes, in hexadecimal digits.
    public let sha256: String
    /// In pixels, as it is shown.
    public let width: Int
    /// In pixels, as it is shown.
    public let height: Int
    /// `jpeg`, `png`, `webp`
    public let format: String
    /// How many bytes it has.
    public let bytes: Int64
    /// Every path and address that held its bytes, the first found first; nil where the reader may not see them.
    public var sources: [String]?
    /// What else is known of it.
    public let metadata: JSONText
    /// When it came into the database.
    public let createdAt: Date
    /// The model versions that hold a latent of it; nil in lists.
    public let latents: [EncodedVersion]?

    enum CodingKeys: String, CodingKey {
        case id, sha256, width, height, format, bytes, sources, metadata, latents
        case createdAt = "created_at"
    }

    /// An image and where it was found.
    ///
    /// - Parameter latents: the versions that hold a latent of it; nil leaves them out
    public init(_ image: StoredImage, sources: [[UInt8]], latents: [EncodedVersion]? = nil) {
        self.latents = latents
        id = image.id
        sha256 = image.sha256.hexadecimal
        width = image.width
        height = image.height
        format = image.format
        bytes = image.byteSize
        self.sources = sources.map { BytePath(bytes: $0).description }
        metadata = image.metadata
        createdAt = image.createdAt
    }
}
