import CArchive
import Glibc
import SemblanceCore

/// A tar on disk, read member by member from the start or from a member's header on. Not for several threads at once.
///
/// Knows ustar, GNU and pax headers. A hard link to another member is no file of its own. Names come as the bytes that the tar holds.
/// Data that nobody asks for is passed over by seeking.
final class TarArchive {
    /// Where it lies.
    let path: BytePath
    /// Size, times and numbers of the tar itself.
    let status: stat
    private let descriptor: Int32
    private let origin: Int64
    private let archive: OpaquePointer
    private let locale: locale_t
    private var last: BytePath?
    /// Where the data of the member that was read last has to end, rounded up to whole blocks.
    private var end: Int64

    /// Opens a tar.
    ///
    /// - Parameters:
    ///   - path: where it lies
    ///   - position: the header to begin at, in bytes from the start
    ///   - followsLinks: whether the tar may be a symbolic link
    /// - Throws: `notFound` or `unreadable`; `undecodable` where no tar header stands at `position`. All name the tar.
    init(_ path: BytePath, position: Int64 = 0, followsLinks: Bool) throws {
        let descriptor = try path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)) }
        guard descriptor >= 0 else { throw SystemFailure.opening("file", path, number: errno) }
        guard let archive = archive_read_new(), let locale = newlocale(LC_CTYPE_MASK, "C", nil) else {
            close(descriptor)
            throw SemblanceError(.engine, "no memory is left for \(path)")
        }
        self.path = path
        self.descriptor = descriptor
        self.archive = archive
        self.locale = locale
        origin = position
        end = position
        var status = stat()
        let result = fstat(descriptor, &status)
        self.status = status
        guard result == 0 else { throw SystemFailure.opening("file", path, number: errno) }
        guard status.isFile else {
            throw SemblanceError(.unreadable, "\(path): not a regular file", advice: "give a tar")
        }
        guard lseek(descriptor, off_t(position), SEEK_SET) >= 0 else { throw SystemFailure.opening("file", path, number: errno) }
        archive_read_support_format_tar(archive)
        guard archive_read_open_fd(archive, descriptor, Self.blockSize) == ARCHIVE_OK else { throw damaged() }
    }

    deinit {
        archive_read_free(archive)
        freelocale(locale)
        close(descriptor)
    }

    /// The next regular file that is not hidden; nil at the end.
    ///
    /// - Throws: `undecodable`, with the member after which the tar is damaged or cut. A member whose data is cut does not come.
    func next() throws -> TarMember? {
        while let entry = try nextHeader() {
            let start = origin + archive_filter_bytes(archive, 0)
            let size = archive_entry_size(entry)
            let stored = archive_entry_sparse_count(entry) > 0 ? 0 : size
            guard stored <= status.length - start else { throw damaged(words: "the data of the next member is cut") }
            end = start + (stored + 511) / 512 * 512
            guard let written = archive_entry_pathname(entry) else { continue }
            let name = UnsafeRawBufferPointer(start: written, count: strlen(written)).withMemoryRebound(to: UInt8.self, TarMember.name)
            last = name
            let isFile = archive_entry_filetype(entry) == Self.regularFile && archive_entry_hardlink(entry) == nil
            guard isFile, !name.bytes.isEmpty, !TarMember.isHidden(name) else { continue }
            return TarMember(name: name, size: size, position: origin + archive_read_header_position(archive))
        }
        return nil
    }

    /// The data of the member that came last.
    ///
    /// - Throws: `undecodable` where the tar is damaged within it.
    func read(_ member: TarMember) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: Int(member.size)) { buffer, count in
            while count < buffer.count {
                let received = archive_read_data(archive, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                guard received > 0 else { throw damaged() }
                count += received
            }
        }
    }

    /// The next header of any kind, in the plain locale: in another one, libarchive would compose the letters of pax names.
    private func nextHeader() throws -> OpaquePointer? {
        let previous = uselocale(locale)
        defer { uselocale(previous) }
        var entry: OpaquePointer?
        switch archive_read_next_header(archive, &entry) {
        case ARCHIVE_OK, ARCHIVE_WARN: return entry
        case ARCHIVE_EOF:
            // The end is marked by blocks of zeros; without them, members may be missing.
            guard end + 512 <= status.length else { throw damaged(words: "the mark at the end is missing") }
            return nil
        default: throw damaged()
        }
    }

    private func damaged(words: String? = nil) -> SemblanceError {
        let place = last.map { "after its member \($0)" } ?? (origin == 0 ? "at its beginning" : "at byte \(origin)")
        let words = words ?? archive_error_string(archive).map { String(cString: $0) }
        return SemblanceError(.undecodable, "\(path): the tar is damaged or cut \(place)", advice: "copy or make it anew", detail: words)
    }

    private static let blockSize = 1 << 14
    /// `AE_IFREG`, a macro with a cast, which Swift does not see.
    private static let regularFile: mode_t = 0o100000
}
