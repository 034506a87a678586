/// The places that a corpus comes from: folders, tars, lists of paths and single images, in any mixture.
///
/// Walking it is a stream: what is held in memory does not grow with the number of images. What two places hold both comes twice.
public struct CorpusSource: Sendable {
    /// Whether symbolic links within folders count as what they lead to. A place itself may always be one.
    public let followsLinks: Bool
    private let parts: [CorpusPlace]

    /// Takes places by what they are and by their first bytes.
    ///
    /// - Parameters:
    ///   - arguments: paths of folders, tars, images, and lists of such paths: one a line, or separated by zeros, relative ones against
    ///     the list's folder. Lists do not name lists
    ///   - followsLinks: whether symbolic links within folders count as what they lead to
    /// - Throws: `notFound`; `unreadable` for a file without the right to read it; `unsupported` for something compressed and for what is
    ///   neither an image, a tar nor a list; `invalidArgument` for pipes, sockets and devices. All name the place.
    public init(_ arguments: [BytePath], followsLinks: Bool = false) throws {
        self.followsLinks = followsLinks
        parts = try arguments.map(CorpusPlace.init(argument:))
    }

    /// Where the places lie: absolute, without links, in the order in which they were given.
    public var places: [BytePath] { parts.map(\.path) }

    /// Walks through the places in their order: folders in the byte order of paths, tars and lists in their own.
    ///
    /// Hidden files, pipes, sockets and devices are no part of a corpus; neither are links, unless they are followed. What cannot be
    /// looked at comes as a failure, and the walk goes on. Blocks on the file system.
    ///
    /// - Throws: what `body` throws; `unreadable` where a list cannot be read any more, `unsupported` where it turns out to be none.
    public func forEach(_ body: (CorpusItem) throws -> Void) throws {
        for part in parts { try part.forEach(followsLinks: followsLinks, body) }
    }
}
