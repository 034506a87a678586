import SemblanceCore

/// The part of a corpus that training leaves out, so that a model is judged by photos that no weight has seen.
///
/// Whether a photo belongs to it follows from its bytes alone: not from its name, nor from which others there are. So a corpus may grow and
/// move, copies of a photo stand on one side, and training, retraining and evaluation agree without telling each other.
public struct HeldOutSlice: Sendable, Equatable {
    /// The share that is held out where nobody says otherwise, by training and retraining alike.
    public static let usualFraction = 0.02

    /// The share of photos that is held out, 0 … 1.
    public let fraction: Double

    /// - Parameter fraction: the share of photos to hold out
    /// - Throws: `invalidArgument` outside 0 … 1.
    public init(fraction: Double) throws {
        guard (0...1).contains(fraction) else {
            throw SemblanceError(.invalidArgument, "a held-out share of \(fraction)", advice: "give 0 to 1, such as 0.1")
        }
        self.fraction = fraction
    }

    /// Whether a photo is held out: a slice contains all that smaller ones contain.
    ///
    /// - Parameter sha256: SHA-256 of the photo's bytes
    public func contains(sha256: some Collection<UInt8>) -> Bool {
        Self.position(ofSHA256: sha256) < fraction
    }

    /// Where a photo falls in 0 ..< 1: the first 53 bits of the SHA-256 of its bytes, read as a fraction.
    public static func position(ofSHA256 sha256: some Collection<UInt8>) -> Double {
        Double(sha256.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) } >> 11) * 0x1p-53
    }

    /// The order in which growing slices take photos in.
    ///
    /// - Parameter positions: where each photo falls; nil for one that cannot be read, which no slice takes in
    /// - Returns: indices of `positions`
    public static func order(_ positions: [Double?]) -> [Int] {
        positions.indices.compactMap { index in positions[index].map { (position: $0, index: index) } }
            .sorted { ($0.position, $0.index) < ($1.position, $1.index) }.map(\.index)
    }
}
