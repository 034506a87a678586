import SemblanceCore

/// Which index serves a number of latents, and why.
public struct IndexChoice: Sendable, Equatable {
    /// Up to so many latents a scan of all of them is quick enough to leave nothing to be gained.
    public static let exactLimit = 100_000

    /// The index.
    public let kind: IndexKind
    /// Why it is that one, in a few words.
    public let reason: String
    /// For how many latents it was chosen.
    let count: Int

    /// - Parameters:
    ///   - preference: which index is wanted
    ///   - count: how many latents there are
    ///   - dimension: n, the length of a latent
    ///   - budget: bytes of memory that the index may take
    public init(_ preference: IndexPreference, count: Int, dimension: Int, budget: Int) {
        self.count = count
        let (exact, quantized) = (Self.bytes(.exact, count, dimension), Self.bytes(.quantized, count, dimension))
        if let wanted = preference.kind {
            (kind, reason) = (wanted, "configured")
        } else if count <= Self.exactLimit && exact <= budget {
            (kind, reason) = (.exact, "\(count) latents take \(Self.megabytes(exact)) and are searched quickly enough as they are")
        } else if quantized <= budget {
            let cause = count > Self.exactLimit ? "\(count) latents are many" : "\(count) latents do not fit \(Self.megabytes(budget))"
            (kind, reason) = (.quantized, "\(cause); as codes they take \(Self.megabytes(quantized))")
        } else {
            (kind, reason) = (
                .pgvector,
                "\(count) latents take \(Self.megabytes(quantized)) as codes, and the memory for an index is \(Self.megabytes(budget))"
            )
        }
    }

    /// About how many bytes of memory an index takes: for the exact one values of 32 bits and codes of 8, for the quantized one values of
    /// 16 bits and codes of one, and for both what belongs to a row.
    static func bytes(_ kind: IndexKind, _ count: Int, _ dimension: Int) -> Int {
        let (count, dimension) = (Double(count), Double(dimension))
        return switch kind {
        case .exact: Int(count * (5 * dimension + 32))
        case .quantized: Int(count * (2.15 * dimension + 32))
        case .pgvector: 0
        }
    }

    private static func megabytes(_ bytes: Int) -> String {
        bytes < 1 << 20 ? "less than 1 MB" : "\((bytes + (1 << 19)) >> 20) MB"
    }
}
