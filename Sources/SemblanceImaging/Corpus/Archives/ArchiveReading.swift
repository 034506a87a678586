import SemblanceCore

/// Reads members of one tar, with what their sidecars say.
struct ArchiveReading {
    typealias Body = (CorpusEntry, Result<CorpusContent, SemblanceError>) throws -> Void

    /// Where the tar lies.
    let path: BytePath
    /// The most that is read of one member.
    let maximumBytes: Int
    /// Whether the tar may be a symbolic link.
    let followsLinks: Bool

    /// Hands out every entry once: in the tar's order those that are there, then the others.
    ///
    /// Begins at the sample of the first entry where the tar is still the one that was listed, and looks through all of it for what does
    /// not stand from there on.
    func read(_ entries: [CorpusEntry], _ body: Body) throws {
        var wanted = WantedMembers(entries)
        var failure: SemblanceError?
        if let first = entries.first, first.position > 0 { failure = try pass(beginningWith: first, &wanted, body) }
        if !wanted.isEmpty { failure = try pass(beginningWith: nil, &wanted, body) }
        for entry in wanted.missing {
            let error = failure ?? SemblanceError(.notFound, "the tar has no such member any more", advice: "index the tar again")
            try body(entry, .failure(error.naming(entry.source)))
        }
    }

    /// Goes on until everything is found; why it ended early, if the tar is to blame.
    ///
    /// - Parameter entry: whose sample to begin with; nil for the start of the tar
    private func pass(beginningWith entry: CorpusEntry?, _ wanted: inout WantedMembers, _ body: Body) throws -> SemblanceError? {
        let archive: TarArchive
        do {
            archive = try TarArchive(path, position: entry?.position ?? 0, followsLinks: followsLinks)
        } catch let error as SemblanceError {
            return error
        }
        // In another tar, the middle of a sample may stand there.
        if let entry, !archive.isTheOneListed(with: entry) { return nil }
        var grouping = SampleGrouping()
        var sample = SampleContent()
        while true {
            let member: TarMember?
            do {
                member = try archive.next()
            } catch let error as SemblanceError {
                try sample.hand(to: body)
                return error
            }
            if member.map({ grouping.begins(with: $0) }) ?? true {
                try sample.hand(to: body)
                sample = SampleContent()
            }
            guard let member, !(sample.isNew && wanted.isEmpty) else { return nil }
            sample.add(member, of: archive, for: wanted.take(member.name), maximumBytes: maximumBytes)
        }
    }
}

extension TarArchive {
    fileprivate func isTheOneListed(with entry: CorpusEntry) -> Bool {
        status.modified == entry.modified && status.inode == entry.inode
    }
}
