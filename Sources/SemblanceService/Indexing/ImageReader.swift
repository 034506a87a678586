import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// A file of the corpus on its way to the encoder.
struct ReadImage: Sendable {
    let source: BytePath
    let fingerprint: SourceFingerprint
    let sha256: [UInt8]
    let byteSize: Int
    let info: ImageInfo
    let thumbnail: [UInt8]
    /// As the encoder wants it.
    let prepared: RGBImage

    /// As the database wants it.
    func stored(with latent: Latent) -> NewImage {
        NewImage(
            sha256: sha256, byteSize: Int64(byteSize), format: info.format.rawValue, width: info.width, height: info.height,
            thumbnail: thumbnail, source: source.bytes, fingerprint: fingerprint, latent: latent)
    }
}

/// Reads, hashes and decodes files, and draws their thumbnails.
struct ImageReader: Sendable {
    /// The longest side of a thumbnail in pixels; smaller photos are not enlarged.
    static let thumbnailSide = 160

    let folder: CorpusFolder
    let preprocessor: Preprocessor
    let clock: StageClock

    /// - Throws: what reading and decoding throw, naming the file.
    func read(_ file: CorpusFile) throws -> ReadImage {
        let path = folder.path(of: file)
        let limits = preprocessor.limits
        let bytes = try clock.time(.read) { try folder.read(file, maximumBytes: limits.maximumBytes) }
        let sha256 = clock.time(.hash) { Array(SHA256.hash(data: bytes)) }
        let (info, decoded, prepared) = try clock.time(.decode) {
            try path.named {
                let info = try ImageDecoder.info(of: bytes)
                // Decoded exactly as `Preprocessor.prepare` decodes a query, or the two would not be the same picture.
                let decoded = try ImageDecoder.decode(bytes, limits: limits, squareSide: preprocessor.preprocessing.resolution)
                return (info, decoded, preprocessor.prepare(decoded))
            }
        }
        let thumbnail = try clock.time(.thumbnail) {
            let isSmall = max(decoded.width, decoded.height) <= Self.thumbnailSide
            return try ImageEncoding.jpeg(isSmall ? decoded : decoded.fitted(into: Self.thumbnailSide), quality: 85)
        }
        return ReadImage(
            source: path, fingerprint: SourceFingerprint(file), sha256: sha256, byteSize: bytes.count, info: info, thumbnail: thumbnail,
            prepared: prepared)
    }
}

extension SourceFingerprint {
    /// What a scan saw of a file.
    init(_ file: CorpusFile) {
        self.init(byteSize: file.size, modifiedNanoseconds: file.modified, inode: Int64(bitPattern: file.inode))
    }
}
