import Glibc
import SemblanceCore

/// Reads photos of a pack from any thread.
public final class PhotoPackReader: Sendable {
    private let pack: PhotoPack
    private let descriptor: Int32
    /// How many photos the pack held when it was opened.
    public let count: Int

    init(_ pack: PhotoPack) throws {
        self.pack = pack
        descriptor = try pack.path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            throw SemblanceError(.unreadable, "the prepared photos '\(pack.path)' cannot be read: \(String(cString: strerror(errno)))")
        }
        count = pack.count
    }

    deinit { close(descriptor) }

    /// A photo by its position.
    ///
    /// - Throws: `undecodable` for one that could not be prepared; `unreadable` where the file is cut
    public func photo(at index: Int) throws -> RGBImage {
        let size = pack.recordSize
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, size, off_t(index * size)))
        }
        guard bytes.count == size, let mark = bytes.first else {
            throw SemblanceError(.unreadable, "the prepared photos '\(pack.path)' have no photo \(index)")
        }
        guard mark == 1 else { throw SemblanceError(.undecodable, "the photo \(index) could not be prepared") }
        return RGBImage(width: pack.side, height: pack.side, pixels: Array(bytes.dropFirst()))
    }
}
