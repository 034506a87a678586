import Foundation
import Glibc
import SemblanceCore

/// Prepared photos of one size in one file, in a fixed order: what training reads instead of files, tars and databases.
///
/// A record for each photo: a byte that says whether it could be prepared, and side · side · 3 bytes of pixels. The file grows at its end, so
/// that whoever was interrupted goes on with the first photo that is not whole. It is a cache: it can be made again, and holds pixels of
/// photos, so it is removed when it has served.
public struct PhotoPack: Sendable {
    /// Where it lies.
    public let path: BytePath
    /// The side of its photos in pixels.
    public let side: Int

    /// A pack, whether it exists yet or not.
    public init(path: BytePath, side: Int) {
        self.path = path
        self.side = side
    }

    /// How many photos it holds, those that could not be prepared included; 0 where there is no file.
    public var count: Int {
        (try? FileManager.default.attributesOfItem(atPath: path.string ?? "")[.size] as? Int).map { $0 / recordSize } ?? 0
    }

    /// The bytes of a photo.
    var recordSize: Int { 1 + side * side * 3 }

    /// Adds photos behind those that it holds; the rest of a photo that was not written whole is dropped first.
    ///
    /// - Parameter photos: as they were prepared; nil for one that could not be
    /// - Throws: `diskFull` or `unreadable` where the file cannot be written
    /// - Precondition: photos of the pack's side
    public func append(_ photos: [RGBImage?]) throws {
        let whole = count * recordSize
        let descriptor = try path.withCString { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(whole)) == 0, lseek(descriptor, 0, SEEK_END) == whole else { throw failure(errno) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(photos.count * recordSize)
        for photo in photos {
            precondition(photo.map { $0.width == side && $0.height == side } ?? true, "photos of the pack's side")
            bytes.append(photo == nil ? 0 : 1)
            bytes += photo?.pixels ?? [UInt8](repeating: 0, count: recordSize - 1)
        }
        var written = 0
        while written < bytes.count {
            let part = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
            guard part > 0 || errno == EINTR else { throw failure(errno) }
            written += max(part, 0)
        }
    }

    /// Opens it for reading.
    ///
    /// - Throws: `unreadable` where there is no such file
    public func opened() throws -> PhotoPackReader { try PhotoPackReader(self) }

    /// Removes the file, if there is one.
    public func remove() { _ = try? path.withCString { unlink($0) } }

    private func failure(_ number: Int32) -> SemblanceError {
        SemblanceError(
            number == ENOSPC ? .diskFull : .unreadable,
            "the prepared photos '\(path)' cannot be written: \(String(cString: strerror(number)))",
            advice: number == ENOSPC ? "make room and try again" : "check its folder's rights")
    }
}
