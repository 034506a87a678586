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
    }

    /// Whether they still describe a corpus: it has neither grown nor shrunk by a quarter since.
    public func describes(count: Int) -> Bool {
        4 * abs(count - self.count) < max(self.count, 1)
    }

    enum CodingKeys: String, CodingKey {
        case count, realism, agreement
        case roundTrips = "round_trips"
        case measuredAt = "measured_at"
    }
}
