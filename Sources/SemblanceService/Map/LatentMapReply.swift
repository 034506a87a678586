import Crypto
import Foundation
import SemblanceCore

/// A map of the corpus, as HTTP answers it.
public struct LatentMapReply: Sendable, Encodable {
    /// The version whose latents are shown.
    public let model: ModelReference
    /// How many latents it has.
    public let total: Int
    /// The share of what latents differ by that each direction shows, 0 … 1.
    public let explained: [Double]
    /// The images that are shown, in an order as good as random.
    public let images: [Int64]
    /// Where each lies, 0 … 65,535, by one scale for both directions.
    public let x: [UInt16]
    /// Where each lies, 0 … 65,535.
    public let y: [UInt16]

    /// - Parameters:
    ///   - limit: how many images at most
    ///   - isPresent: whether an image is still there
    init(_ version: ServingVersion, _ map: LatentMap, limit: Int, isPresent: (Int64) -> Bool) {
        var shown: [Int] = []
        for place in map.ids.indices where shown.count < limit && isPresent(map.ids[place]) { shown.append(place) }
        model = version.reference
        // An index that the database searches may not have counted the newest.
        total = max(version.count, shown.count)
        explained = map.explained.map { ($0 * 10_000).rounded() / 10_000 }
        images = shown.map { map.ids[$0] }
        x = shown.map { map.places[$0].x }
        y = shown.map { map.places[$0].y }
    }

    /// What it is told apart by.
    public var identity: String {
        var hash = SHA256()
        for text in ["\(model)", "\(total)", "\(explained)"] { hash.update(data: Data(text.utf8)) }
        images.withUnsafeBytes { hash.update(bufferPointer: $0) }
        for places in [x, y] { places.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return Array(hash.finalize().prefix(16)).hexadecimal
    }
}
