import Crypto
import Foundation
import Hummingbird
import SemblanceCore
import SemblanceStorage
import SemblanceImaging
import SemblanceService

/// What the model draws: reconstructions, the way between two photos, random images.
struct PictureController: Sendable {
    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.requireScope(.read)
            .post("reconstructions", use: reconstruct)
            .get("images/:id/reconstruction", use: reconstruction)
            .post("interpolations", use: interpolate)
            .get("samples", use: sample)
    }

    /// `POST /v1/reconstructions`
    @Sendable func reconstruct(_ request: Request, context: ServerContext) async throws -> Response {
        let form = try await PictureForm(request, context, limits: parts.options.body, files: ["image"])
        let offer = try Negotiation.choose([.png, .json], accept: request.headers[.accept])
        let pictures = try await pictures(form.fields)
        let image = try await context.presence.whileHere {
            try await pictures.reconstruction(of: try await form.subject("image", parts.decoding, pictures.preprocessor))
        }
        return try await reply([image], offer, pictures.model)
    }

    /// `GET /v1/images/{id}/reconstruction`
    @Sendable func reconstruction(_ request: Request, context: ServerContext) async throws -> Response {
        let id = try ServerParts.id(context)
        let pictures = try await pictures(RequestFields(request))
        let offer = try Negotiation.choose([.png, .json], accept: request.headers[.accept])
        let image = try await context.presence.whileHere { try await pictures.reconstruction(of: .image(id)) }
        return try await reply([image], offer, pictures.model)
    }

    /// `POST /v1/interpolations`
    @Sendable func interpolate(_ request: Request, context: ServerContext) async throws -> Response {
        let form = try await PictureForm(request, context, limits: parts.options.body, files: ["a", "b"])
        let layout: StripLayout? = try form.fields.choice("layout")
        let offer = try Negotiation.choose(InterpolationReply.offers(layout), accept: request.headers[.accept])
        let options = ServedPictures.WayOptions(
            steps: try form.fields.integer("steps") ?? 9, mode: try form.fields.choice("mode"))
        let collection = try await parts.collection(form.fields)
        let pictures = ServedPictures(try collection.search(), cache: parts.pictures)
        let way = try await context.presence.whileHere {
            async let a = form.subject("a", parts.decoding, pictures.preprocessor)
            async let b = form.subject("b", parts.decoding, pictures.preprocessor)
            return try await pictures.way(from: a, to: b, options)
        }
        guard offer == .json else { return .picture(try await parts.render { try way.drawn(offer, layout) }, type: offer.rawValue) }
        let nearest = try await pictures.nearest(to: way)
        return try .json(
            try await parts.render { [suffix = parts.query(collection), sees = context.seesSources] in
                try InterpolationReply(way, nearest, model: pictures.model, layout: layout, suffix: suffix, seesSources: sees)
            })
    }

    /// `GET /v1/samples`
    @Sendable func sample(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let (count, seed) = (try fields.integer("n", in: 1...256) ?? 64, try fields.integer("seed", in: 0...UInt64.max) ?? 1)
        let truncation = try fields.number("truncation")
        let offer = try Negotiation.choose([.png, .json], accept: request.headers[.accept])
        let pictures = try await pictures(fields)
        return try await reply(try await pictures.samples(count, seed: seed, truncation: truncation), offer, pictures.model)
    }

    // MARK: Inside

    private func pictures(_ fields: RequestFields) async throws -> ServedPictures {
        ServedPictures(try await parts.collection(fields).search(), cache: parts.pictures)
    }

    private func reply(_ images: [RGBImage], _ offer: Negotiation.Offer, _ model: ModelReference) async throws -> Response {
        guard offer == .json else {
            return .picture(
                try await parts.render { try ImageEncoding.png(images.count == 1 ? images[0] : ImageGrid(images).render()) },
                type: offer.rawValue)
        }
        return try .json(PictureReply(model: model, images: try await parts.render { try images.map(PictureReply.Picture.init) }))
    }
}

extension Way {
    /// The way as one file.
    fileprivate func drawn(_ offer: Negotiation.Offer, _ layout: StripLayout?) throws -> [UInt8] {
        if offer == .webp { return try InterpolationAnimation(frames: frames).webp() }
        return try ImageEncoding.png(layout == .frames ? ImageGrid(frames, columns: frames.count, gap: 0).render() : strip())
    }
}
