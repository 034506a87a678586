import SemblanceCore

/// Lists the members of a tar that may be images.
///
/// Members that describe the others of their sample are left out. They wait until another kind of member shows; where none does until the
/// sample ends, they count themselves.
struct ArchiveScan {
    private let archive: TarArchive
    private var grouping = SampleGrouping()
    private var position: Int64 = 0
    private var waiting: [CorpusEntry] = []
    private var describesOthers = false

    init(_ archive: TarArchive) {
        self.archive = archive
    }

    /// Hands out the entries in the order of the tar, and at last a failure where it is damaged.
    ///
    /// - Throws: what `body` throws, and nothing else.
    mutating func forEach(_ body: (CorpusItem) throws -> Void) throws {
        var failure: SemblanceError?
        while failure == nil {
            let member: TarMember?
            do {
                member = try archive.next()
            } catch let error as SemblanceError {
                member = nil
                failure = error
            }
            guard let member else { break }
            try take(member, body)
        }
        try endSample(body)
        if let failure { try body(.failure(CorpusScanFailure(path: archive.path, error: failure))) }
    }

    private mutating func take(_ member: TarMember, _ body: (CorpusItem) throws -> Void) throws {
        if grouping.begins(with: member) {
            try endSample(body)
            position = member.position
        }
        let entry = entry(member)
        if Sidecar(member.name) == nil {
            describesOthers = true
            waiting.removeAll()
            try body(.entry(entry))
        } else if !describesOthers {
            waiting.append(entry)
        }
    }

    private mutating func endSample(_ body: (CorpusItem) throws -> Void) throws {
        for entry in waiting { try body(.entry(entry)) }
        waiting.removeAll()
        describesOthers = false
    }

    private func entry(_ member: TarMember) -> CorpusEntry {
        let path = archive.path.bytes
        return CorpusEntry(
            source: BytePath(bytes: path + [UInt8(ascii: "/")] + member.name.bytes), name: member.name, size: member.size,
            modified: archive.status.modified, inode: archive.status.inode, archiveLength: path.count,
            position: position)
    }
}
