import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// What a file of a unit holds.
struct FileContent: Sendable {
    let file: ListedFile
    let bytes: [UInt8]
    let metadata: JSONText
}

/// A file of a unit that was read and hashed, and not decoded yet.
struct ReadFile: Sendable {
    let file: ListedFile
    let bytes: [UInt8]
    let sha256: [UInt8]
    let metadata: JSONText

    init(_ content: FileContent) {
        file = content.file
        bytes = content.bytes
        metadata = content.metadata
        sha256 = Array(SHA256.hash(data: content.bytes))
    }

    /// The bytes, where the database keeps them.
    var upload: [UInt8]? { file.isUpload ? bytes : nil }

    /// The file as another source of an image that has its latent.
    func known() -> NewImage {
        NewImage(
            known: sha256, byteSize: Int64(bytes.count), metadata: metadata, source: file.source, archiveLength: file.archiveLength,
            fingerprint: file.fingerprint, upload: upload)
    }
}

/// A picture of a unit, ready for the encoder.
struct PreparedImage: Sendable {
    let file: ReadFile
    let info: ImageInfo
    /// Nil where the collection has it.
    let thumbnail: [UInt8]?
    /// As the encoder wants it.
    let prepared: RGBImage

    /// As the database wants it.
    func stored(with latent: Latent) -> NewImage {
        NewImage(
            sha256: file.sha256, byteSize: Int64(file.bytes.count), format: info.format.rawValue, width: info.width, height: info.height,
            thumbnail: thumbnail, metadata: file.metadata, source: file.file.source, archiveLength: file.file.archiveLength,
            fingerprint: file.file.fingerprint, latent: latent, upload: file.upload)
    }
}
