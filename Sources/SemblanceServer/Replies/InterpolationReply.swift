import SemblanceCore
import SemblanceImaging
import SemblanceService

/// How an interpolation is laid out.
enum StripLayout: String, CaseIterable, Sendable {
    /// Photo, gap, frames, gap, photo.
    case strip
    /// The frames alone.
    case frames
    /// The frames one after another, there and back without an end.
    case animation
}

/// The way between two photos, in JSON: a walk through the corpus beside it.
struct InterpolationReply: Encodable, Sendable {
    /// One step of the way.
    struct Frame: Encodable, Sendable {
        /// 0 at the first photo, 1 at the second.
        let position: Float
        /// What the generator draws there, a PNG as a data URL.
        let image: String
        /// The photo of the corpus that is nearest.
        let nearest: SearchReply.Hit?
    }

    /// What a way is answered as, the usual first.
    ///
    /// - Parameter layout: as it is asked for; nil where it is not
    static func offers(_ layout: StripLayout?) -> [Negotiation.Offer] {
        switch layout {
        case nil: [.png, .json, .webp]
        case .strip: [.png, .json]
        case .frames: [.json, .png, .webp]
        case .animation: [.webp]
        }
    }

    let model: ModelReference
    let mode: LatentInterpolation
    let steps: Int
    let frames: [Frame]
    /// The whole strip, a PNG as a data URL; where it was asked for.
    let strip: String?

    init(
        _ way: Way, _ nearest: [SearchReply.Hit?], model: ModelReference, layout: StripLayout?, suffix: String, seesSources: Bool
    ) throws {
        self.model = model
        mode = way.mode
        steps = way.frames.count
        frames = try zip(way.frames, nearest).enumerated().map { place, frame in
            Frame(
                position: Float(place) / Float(max(way.frames.count - 1, 1)), image: try DataURL.png(frame.0),
                nearest: frame.1?.shown(with: suffix, sources: seesSources))
        }
        strip = layout == .strip ? try DataURL.png(way.strip()) : nil
    }
}
