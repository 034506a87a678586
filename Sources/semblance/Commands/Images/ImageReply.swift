import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// An image as `images list` and `images show` answer it.
struct ImageReply: Encodable {
    let id: Int64
    let sha256: String
    let width: Int
    let height: Int
    let format: String
    let bytes: Int64
    let sources: [String]
    let metadata: JSONText
    let createdAt: Date

    init(_ image: StoredImage, sources: [[UInt8]]) {
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
