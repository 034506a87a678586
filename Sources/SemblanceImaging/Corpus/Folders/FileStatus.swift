import Glibc

extension stat {
    /// The size in bytes.
    var length: Int64 { Int64(st_size) }

    /// When the content last changed, in nanoseconds since 1970.
    var modified: Int64 { Int64(st_mtim.tv_sec) * 1_000_000_000 + Int64(st_mtim.tv_nsec) }

    /// The number within the device, in the bits of a signed integer as databases have it.
    var inode: Int64 { Int64(bitPattern: UInt64(st_ino)) }

    /// Whether it is a regular file.
    var isFile: Bool { st_mode & S_IFMT == S_IFREG }
}
