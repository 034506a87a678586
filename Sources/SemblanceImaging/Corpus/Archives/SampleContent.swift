import SemblanceCore

/// What has been read of one sample of a tar.
struct SampleContent {
    /// Whether no member has been taken in yet.
    private(set) var isNew = true
    private var found: [(entry: CorpusEntry, bytes: Result<[UInt8], SemblanceError>)] = []
    private var metadata = SampleMetadata()

    /// Takes the member in that the tar came by last: reads it if an entry asks for it, or if it describes the sample.
    mutating func add(_ member: TarMember, of archive: TarArchive, for entry: CorpusEntry?, maximumBytes: Int) {
        isNew = false
        if let entry {
            found.append((entry, Self.read(member, of: archive, maximumBytes: maximumBytes).mapError { $0.naming(entry.source) }))
        } else if let sidecar = Sidecar(member.name) {
            switch Self.read(member, of: archive, maximumBytes: Sidecar.maximumBytes) {
            case .success(let bytes): metadata.add(sidecar, bytes, name: member.name)
            case .failure(let error): metadata.refuse(member.name, error)
            }
        }
    }

    /// Hands out what entries asked for, with the metadata of all members.
    func hand(to body: ArchiveReading.Body) throws {
        guard !found.isEmpty else { return }
        let metadata = metadata.json
        for (entry, bytes) in found { try body(entry, bytes.map { CorpusContent(bytes: $0, metadata: metadata) }) }
    }

    private static func read(_ member: TarMember, of archive: TarArchive, maximumBytes: Int) -> Result<[UInt8], SemblanceError> {
        guard member.size <= maximumBytes else {
            return .failure(SemblanceError(.tooLarge, "more bytes than the limit of \(maximumBytes)", advice: "scale the image down"))
        }
        do {
            return .success(try archive.read(member))
        } catch let error as SemblanceError {
            return .failure(error)
        } catch {
            return .failure(SemblanceError(.unreadable, "cannot be read", detail: String(describing: error)))
        }
    }
}
