import Glibc
import SemblanceCore

/// A file that is written piece by piece beside its place and appears there only when it is whole.
///
/// Copies stand for the same file: go on with one of them, and leave the others alone.
public struct PartialFile: Sendable {
    /// Where the file will be.
    public let path: BytePath

    private let partial: BytePath
    private let descriptor: Int32
    private var isOpen = true
    private var pending: [UInt8] = []

    private static let bufferSize = 1 << 20

    /// Makes an empty file beside `path`.
    ///
    /// - Throws: `diskFull`, or `invalidArgument` where the folder cannot be written to. Both name the file.
    public init(_ path: BytePath) throws {
        self.path = path
        partial = BytePath(bytes: path.bytes + ".partial-\(getpid())".utf8)
        descriptor = try partial.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw SystemFailure.writing(path, number: errno) }
        pending.reserveCapacity(Self.bufferSize)
    }

    /// Adds bytes at the end.
    public mutating func append(_ bytes: some Sequence<UInt8>) throws {
        pending.append(contentsOf: bytes)
        if pending.count >= Self.bufferSize { try flush() }
    }

    /// Writes over the beginning of what was added.
    public mutating func overwriteBeginning(with bytes: [UInt8]) throws {
        try flush()
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw SystemFailure.writing(path, number: errno) }
        try bytes.withUnsafeBytes { try FileWriter.write($0, to: descriptor, path) }
        guard lseek(descriptor, 0, SEEK_END) >= 0 else { throw SystemFailure.writing(path, number: errno) }
    }

    /// Sees to it that all bytes are on the disk.
    public mutating func settle() throws {
        try flush()
        guard fsync(descriptor) == 0 else { throw SystemFailure.writing(path, number: errno) }
    }

    /// Puts the file in its place, over one of the same name, and ends the writing.
    public mutating func publish() throws {
        let result = try partial.withCString { from in try path.withCString { to in rename(from, to) } }
        guard result == 0 else { throw SystemFailure.writing(path, number: errno) }
        close(descriptor)
        isOpen = false
        FileWriter.settleFolder(of: path)
    }

    /// Ends the writing and leaves nothing behind; takes a file away that was put in its place.
    public mutating func discard() {
        if isOpen { close(descriptor) }
        _ = try? (isOpen ? partial : path).withCString { unlink($0) }
        isOpen = false
    }

    private mutating func flush() throws {
        try pending.withUnsafeBytes { try FileWriter.write($0, to: descriptor, path) }
        pending.removeAll(keepingCapacity: true)
    }
}
