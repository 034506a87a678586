import Glibc
import SemblanceCore

/// Writes whole files by bytes of their paths.
public enum FileWriter {
    /// Writes a file, over one of the same name. Not atomic: after a failure a part of it may stand there.
    ///
    /// - Throws: `diskFull`, or `invalidArgument` where the path cannot be written to. Both name the file.
    public static func write(_ bytes: [UInt8], to path: BytePath) throws {
        try write(bytes, to: path, naming: path)
    }

    /// As `write`, with another path in the words of what fails.
    ///
    /// - Parameter lasting: whether to wait until the bytes would survive a loss of power
    static func write(_ bytes: [UInt8], to place: BytePath, naming path: BytePath, lasting: Bool = false) throws {
        let descriptor = try place.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw SystemFailure.writing(path, number: errno) }
        do {
            try bytes.withUnsafeBytes { try write($0, to: descriptor, path) }
            if lasting { guard fsync(descriptor) == 0 else { throw SystemFailure.writing(path, number: errno) } }
        } catch {
            close(descriptor)
            throw error
        }
        // Some file systems report a full disk only now.
        guard close(descriptor) == 0 else { throw SystemFailure.writing(path, number: errno) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: BytePath) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let written = Glibc.write(descriptor, piece.baseAddress, piece.count)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw SystemFailure.writing(path, number: errno) }
            rest = rest.dropFirst(written)
        }
    }
}
