import HTTPTypes

/// Chooses what to answer with, by what a client accepts (RFC 9110, 12.5.1).
enum Negotiation {
    /// The media types that routes answer with.
    enum Offer: String, CaseIterable {
        case png = "image/png"
        case webp = "image/webp"
        case json = "application/json"
    }

    /// The offer that the client likes best; the first of those that he likes the same.
    ///
    /// - Throws: 406 where he accepts none
    static func choose(_ offers: [Offer], accept: String?) throws -> Offer {
        guard let accept, !accept.allSatisfy(\.isWhitespace) else { return offers[0] }
        let ranges = accept.split(separator: ",").map(Range.init)
        let rated = offers.map { offer in (offer, quality(of: offer, ranges)) }
        guard let best = rated.map(\.1).max(), best > 0, let choice = rated.first(where: { $0.1 == best }) else {
            let names = offers.map(\.rawValue).joined(separator: " or ")
            throw Problem(.notAcceptable, "not_acceptable", "This route answers with \(names).")
        }
        return choice.0
    }

    /// A media range with its weight.
    private struct Range {
        let type: String
        let quality: Double

        init(_ text: Substring) {
            let parts = text.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            type = parts.first ?? ""
            quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
        }

        /// How closely the range names a type: 0 not at all, 3 exactly.
        func specificity(for offer: Offer) -> Int {
            let family = offer.rawValue.prefix { $0 != "/" } + "/*"
            if type == offer.rawValue { return 3 }
            if type == family { return 2 }
            return type == "*/*" || type == "*" ? 1 : 0
        }
    }

    private static func quality(of offer: Offer, _ ranges: [Range]) -> Double {
        let matching = ranges.map { ($0.specificity(for: offer), $0.quality) }.filter { $0.0 > 0 }
        return matching.max { $0.0 < $1.0 }?.1 ?? 0
    }
}
