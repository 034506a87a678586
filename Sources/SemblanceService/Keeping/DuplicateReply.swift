import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// The photos of a corpus that are there more than once, as the command line and HTTP answer it.
public struct DuplicateReply: Sendable, Codable {
    /// One of several copies.
    public struct Copy: Sendable, Codable {
        /// The image.
        public let id: Int64
        /// In pixels, as it is shown.
        public let width: Int
        /// In pixels, as it is shown.
        public let height: Int
        /// How many bytes its file has.
        public let bytes: Int64
        /// Where it was found, the first place first.
        public let sources: [String]
        /// Where the server shows it.
        public let thumbnailURL: String

        enum CodingKeys: String, CodingKey {
            case id, width, height, bytes, sources
            case thumbnailURL = "thumbnail_url"
        }

        init(_ image: StoredImage, sources: [[UInt8]]) {
            (id, width, height, bytes) = (image.id, image.width, image.height, image.byteSize)
            self.sources = sources.map { BytePath(bytes: $0).description }
            thumbnailURL = "/v1/images/\(image.id)/thumbnail"
        }

        /// Whether this copy is rather to be kept: by pixels, then bytes, then age.
        func isBetter(than other: Copy) -> Bool {
            (width * height, bytes, other.id) > (other.width * other.height, other.bytes, id)
        }
    }

    /// Copies of one photo that differ in their bytes.
    public struct Group: Sendable, Codable {
        /// The least cosine of two latents by which the group hangs together.
        public let similarity: Float
        /// The copies, the one to keep first.
        public let images: [Copy]
    }

    /// The version whose latents were compared.
    public let model: ModelReference
    /// The least cosine of two latents.
    public let threshold: Float
    /// Near-identical photos, the most alike first.
    public let groups: [Group]
    /// Photos whose very bytes lie in more than one place.
    public let exact: [Copy]
}
