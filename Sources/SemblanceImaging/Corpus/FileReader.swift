import Glibc
import SemblanceCore

/// Reads whole files by bytes of their paths.
public enum FileReader {
    /// All bytes of a regular file. Blocks on the file system: keep it off the cooperative pool for slow disks.
    ///
    /// - Parameters:
    ///   - path: absolute, or relative to the current folder
    ///   - maximumBytes: the most that is read
    ///   - followsLinks: whether a symbolic link as the last component is followed
    /// - Throws: `notFound`; `unreadable` where the right is missing or where there is no regular file; `tooLarge`. All name the
    ///   file.
    public static func read(
        _ path: BytePath, maximumBytes: Int = ImageLimits.standard.maximumBytes, followsLinks: Bool = true
    ) throws -> [UInt8] {
        let descriptor = try path.withCString { name in
            // Without O_NONBLOCK, opening a pipe that nobody writes to would wait forever.
            open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW))
        }
        guard descriptor >= 0 else { throw SystemFailure.opening("file", path, number: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemFailure.opening("file", path, number: errno) }
        guard status.isFile else {
            throw SemblanceError(.unreadable, "\(path): not a regular file", advice: "give a file")
        }
        guard status.st_size <= maximumBytes else { throw tooLarge(path, maximumBytes) }
        return try read(descriptor, path, expected: Int(status.st_size), maximumBytes: maximumBytes)
    }

    /// Reads to the end of the file, which may have grown or shrunk since its size was asked for.
    private static func read(_ descriptor: Int32, _ path: BytePath, expected: Int, maximumBytes: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            // One byte more than expected, so that the end shows without another allocation.
            let room = max(expected + 1 - bytes.count, 1 << 16)
            let capacity = bytes.isEmpty ? expected + 1 : room
            let chunk = try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                var received: Int
                repeat { received = Glibc.read(descriptor, buffer.baseAddress, capacity) } while received < 0 && errno == EINTR
                guard received >= 0 else { throw SystemFailure.opening("file", path, number: errno) }
                count = received
            }
            if chunk.isEmpty { return bytes }
            guard bytes.count + chunk.count <= maximumBytes else { throw tooLarge(path, maximumBytes) }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        }
    }

    private static func tooLarge(_ path: BytePath, _ maximumBytes: Int) -> SemblanceError {
        SemblanceError(.tooLarge, "\(path): more bytes than the limit of \(maximumBytes)", advice: "scale the image down")
    }
}

extension ImageDecoder {
    /// Reads and decodes a file; `limits.maximumBytes` caps what is read.
    ///
    /// - Throws: what reading and decoding throw, naming the file.
    public static func decode(file path: BytePath, limits: ImageLimits = .standard, squareSide: Int? = nil) throws -> RGBImage {
        let bytes = try FileReader.read(path, maximumBytes: limits.maximumBytes)
        return try path.named { try decode(bytes, limits: limits, squareSide: squareSide) }
    }
}
