import SemblanceCore
import SemblanceService
import SemblanceStorage

/// What there is, in JSON, as far as whoever asks may know it.
struct OverviewReply: Encodable, Sendable {
    /// What whoever asks may do.
    struct Access: Encodable, Sendable {
        /// What they may do; nil for nothing.
        let scope: KeyScope?
        /// Whether there are keys. Where there are none, a server on an address that others reach lets nobody do anything.
        let keysInForce: Bool
        /// What their key is called; nil where it is not known.
        let name: String?

        enum CodingKeys: String, CodingKey {
            case scope, name
            case keysInForce = "keys_in_force"
        }

        init(_ context: ServerContext) {
            scope = context.principal?.scope
            keysInForce = context.areKeysInForce
            name = context.principal.flatMap { $0.keyID == nil ? nil : $0.name }
        }
    }

    /// What an upload may cost.
    struct Limits: Encodable, Sendable {
        /// The most bytes of a body.
        let bodyBytes: Int
        /// The least pixels of a side.
        let minimumSide: Int
        /// The most pixels.
        let pixels: Int

        enum CodingKeys: String, CodingKey {
            case pixels
            case bodyBytes = "body_bytes"
            case minimumSide = "minimum_side"
        }
    }

    /// The version that serves.
    struct Model: Encodable, Sendable {
        let id: Int64
        let name: String
        let version: Int
        let objective: String
        let resolution: Int
        let latentDimension: Int
        /// How many photos can be found.
        let latents: Int
        /// How latents are mixed where nobody says otherwise.
        let interpolation: LatentInterpolation
        /// What random latents are multiplied with where nobody says otherwise.
        let truncation: Float

        enum CodingKeys: String, CodingKey {
            case id, name, version, objective, resolution, latents, interpolation, truncation
            case latentDimension = "latent_dimension"
        }

        init(_ serving: ServingVersion) {
            let model = serving.record.model
            (id, name, version, objective) = (model.id, model.name, model.version, model.objective)
            (resolution, latentDimension) = (model.resolution, model.latentDimension)
            latents = serving.count
            interpolation = serving.engine.model.interpolation
            truncation = serving.engine.model.truncation
        }
    }

    let access: Access
    let limits: Limits
    /// The collection that is meant.
    var collection: String?
    /// How many photos it holds; nil where the database does not say.
    var images: Int?
    /// What serves it; nil where nothing does.
    var model: Model?
    /// Why nothing does.
    var problem: String?
}
