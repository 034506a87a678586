import SemblanceCore

/// Reads entries of a corpus by what is there now, whatever has changed since they were listed.
public enum CorpusReader {
    /// Hands out the content of every entry, once each. Blocks on the file system.
    ///
    /// Members of one tar that follow each other are read in one pass that begins at the sample of the first one. They are best given in
    /// the tar's order; `body` is called in that order, and at last for those that are not there.
    ///
    /// - Parameters:
    ///   - entries: files of their own, or members of tars
    ///   - maximumBytes: the most that is read of one entry
    ///   - followsLinks: whether a symbolic link is followed
    ///   - body: takes an entry and its content, or why there is none: `notFound`, `unreadable`, `tooLarge`, or `undecodable` for a tar
    ///     that is damaged. All name the entry's source
    /// - Throws: what `body` throws, and nothing else.
    public static func read(
        _ entries: [CorpusEntry], maximumBytes: Int = ImageLimits.standard.maximumBytes, followsLinks: Bool = false,
        _ body: (CorpusEntry, Result<CorpusContent, SemblanceError>) throws -> Void
    ) throws {
        var rest = entries[...]
        while let first = rest.first {
            guard let path = first.archive else {
                try body(first, file(first.source, maximumBytes, followsLinks))
                rest.removeFirst()
                continue
            }
            let ofArchive = rest.prefix { $0.archiveLength == path.bytes.count && $0.source.bytes.starts(with: path.bytes) }
            rest = rest.dropFirst(ofArchive.count)
            let reading = ArchiveReading(path: path, maximumBytes: maximumBytes, followsLinks: followsLinks)
            try reading.read(Array(ofArchive), body)
        }
    }

    private static func file(_ path: BytePath, _ maximumBytes: Int, _ followsLinks: Bool) -> Result<CorpusContent, SemblanceError> {
        do {
            return .success(CorpusContent(bytes: try FileReader.read(path, maximumBytes: maximumBytes, followsLinks: followsLinks)))
        } catch let error as SemblanceError {
            return .failure(error)
        } catch {
            return .failure(SemblanceError(.unreadable, "\(path): cannot be read", detail: String(describing: error)))
        }
    }
}
