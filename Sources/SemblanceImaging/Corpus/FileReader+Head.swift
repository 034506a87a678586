import Glibc

extension FileReader {
    /// The format that a regular file's first bytes announce; nil for other files, and for those that cannot be read.
    public static func format(of path: BytePath) -> ImageFormat? {
        guard let descriptor = try? path.withCString({ open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }), descriptor >= 0 else {
            return nil
        }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 32)
        let count = Glibc.read(descriptor, &head, head.count)
        return count > 0 ? ImageFormat(firstBytes: Array(head.prefix(count))) : nil
    }
}
