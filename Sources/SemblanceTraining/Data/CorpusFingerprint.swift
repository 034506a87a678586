import Crypto
import SemblanceCore
import SemblanceImaging

/// What a corpus was when a run began: enough to tell whether it is the same when the run goes on.
public struct CorpusFingerprint: Sendable, Equatable, Codable {
    /// Where it lay, from the root; nil for a path that is no UTF-8.
    public var path: String?
    /// How many images it held, those held out included.
    public var count: Int
    /// SHA-256 in hexadecimal: of a folder, over the names and sizes of its images in the byte order of names; of photos that a database
    /// knows, over their own SHA-256.
    public var digest: String

    /// - Parameter files: the corpus' images in the byte order of their paths
    init(folder: BytePath, files: [CorpusFile]) {
        var hash = SHA256()
        for file in files {
            hash.update(data: file.path.bytes)
            hash.update(data: [0] + withUnsafeBytes(of: file.size.littleEndian, Array.init))
        }
        self.init(path: ((try? folder.absolute()) ?? folder).string, count: files.count, hash: hash)
    }

    /// - Parameter digests: SHA-256 of the images' bytes in their order
    init(digests: [[UInt8]]) {
        var hash = SHA256()
        for digest in digests { hash.update(data: digest) }
        self.init(path: nil, count: digests.count, hash: hash)
    }

    private init(path: String?, count: Int, hash: SHA256) {
        (self.path, self.count) = (path, count)
        digest = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Throws `conflict`, with what has changed, where `found` holds other images than this. Where it lies does not matter.
    func require(_ found: CorpusFingerprint) throws {
        guard found.digest != digest else { return }
        let place = found.path.map { "'\($0)'" } ?? "the corpus"
        let change =
            found.count == count
            ? "it still holds \(count) images, but of other names or sizes" : "it held \(count) images then, and holds \(found.count) now"
        throw SemblanceError(
            .conflict, "\(place) has changed since the run began: \(change)",
            advice: "give the old photos back to it, name the folder that holds them with --corpus, or train anew")
    }
}
