import SemblanceCore

/// The part of a corpus that training leaves out, so that a model is judged by photos that no weight has seen.
///
/// Whether a file belongs to it follows from the bytes of its path within the corpus alone: not from the order of files, nor from which
/// others there are. So a corpus may grow, and training and evaluation agree without telling each other.
public struct HeldOutSlice: Sendable, Equatable {
    /// The share of files that is held out, 0 … 1.
    public let fraction: Double

    /// - Parameter fraction: the share of files to hold out
    /// - Throws: `invalidArgument` outside 0 … 1.
    public init(fraction: Double) throws {
        guard (0...1).contains(fraction) else {
            throw SemblanceError(.invalidArgument, "a held-out share of \(fraction)", advice: "give 0 to 1, such as 0.1")
        }
        self.fraction = fraction
    }

    /// Whether a file is held out: a slice contains all that smaller ones contain.
    ///
    /// - Parameter path: relative to the corpus, as `CorpusFile.path`
    public func contains(_ path: BytePath) -> Bool {
        Self.position(of: path) < fraction
    }

    /// Files in the order in which growing slices take them in.
    public static func ordered(_ files: [CorpusFile]) -> [CorpusFile] {
        files.map { (file: $0, position: position(of: $0.path)) }
            .sorted { $0.position != $1.position ? $0.position < $1.position : $0.file.path < $1.file.path }.map(\.file)
    }

    /// Where a path falls in 0 ..< 1: the same on every machine, and as good as random.
    ///
    /// FNV-1a over the bytes, mixed by SplitMix64 because FNV's high bits hardly depend on the last bytes. Not for secrets.
    ///
    /// - Parameter seed: another seed gives another order, independent of the slice
    public static func position(of path: BytePath, seed: UInt64 = 0) -> Double {
        let hash = path.bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var mixer = seed == 0 ? SplitMix64(seed: hash) : SplitMix64(seed: hash, stream: seed)
        return Double(mixer.next() >> 11) * 0x1p-53
    }
}
