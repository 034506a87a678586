import Foundation

/// What is usual among a corpus, as one model version sees it: kept with the version.
public struct FamiliarityQuantiles: Codable, Sendable, Equatable {
    /// How many latents the version had when they were measured.
    public let count: Int
    /// Of how many photos the round trip was measured.
    public let roundTrips: Int
    /// When they were measured, to the second.
    public let measuredAt: Date
    /// The critic's scores, higher is more real; nil for a version without a critic.
    public let realism: Quantiles?
    /// `RoundTrip.agreement`; nil where nothing is indexed.
    public let agreement: Quantiles?
    /// Whether the version came with them from another database: they tell what it had encoded there, as a rule what it has learned from.
    public let isInherited: Bool

    /// Of how many round trips at least they are handed on.
    static let representativeCount = 500

    /// - Parameters:
    ///   - realism: the critic's scores of all photos that have one
    ///   - roundTrips: the round trips of a sample
    ///   - count: how many latents there are
    public init(realism: [Float], roundTrips: [RoundTrip], count: Int, measuredAt: Date = Date()) {
        self.count = count
        self.roundTrips = roundTrips.count
        self.measuredAt = Date(timeIntervalSince1970: measuredAt.timeIntervalSince1970.rounded(.down))
        self.realism = Quantiles(of: realism)
        agreement = Quantiles(of: roundTrips.map(\.agreement))
        isInherited = false
    }

    private init(inheriting other: FamiliarityQuantiles) {
        (count, roundTrips, measuredAt) = (other.count, other.roundTrips, other.measuredAt)
        (realism, agreement) = (other.realism, other.agreement)
        isInherited = true
    }

    /// As a version keeps them that is imported with them; nil where they were measured of too few photos to tell what it knows.
    public var inherited: FamiliarityQuantiles? {
        roundTrips >= Self.representativeCount ? FamiliarityQuantiles(inheriting: self) : nil
    }

    /// Whether they still describe a corpus: they are inherited, or it has neither grown nor shrunk by a quarter since.
    public func describes(count: Int) -> Bool {
        isInherited || 4 * abs(count - self.count) < max(self.count, 1)
    }

    enum CodingKeys: String, CodingKey {
        case count, realism, agreement
        case roundTrips = "round_trips"
        case measuredAt = "measured_at"
        case isInherited = "inherited"
    }

    /// - Throws: `DecodingError`; older builds kept nothing inherited, and did not say so
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        count = try container.decode(Int.self, forKey: .count)
        roundTrips = try container.decode(Int.self, forKey: .roundTrips)
        measuredAt = try container.decode(Date.self, forKey: .measuredAt)
        realism = try container.decodeIfPresent(Quantiles.self, forKey: .realism)
        agreement = try container.decodeIfPresent(Quantiles.self, forKey: .agreement)
        isInherited = try container.decodeIfPresent(Bool.self, forKey: .isInherited) ?? false
    }
}
