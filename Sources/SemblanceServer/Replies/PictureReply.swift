import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService

/// Pictures that a model drew, in JSON.
struct PictureReply: Encodable, Sendable {
    /// One picture, a PNG as a data URL.
    struct Picture: Encodable, Sendable {
        let image: String
        let width: Int
        let height: Int

        init(_ picture: RGBImage) throws {
            image = try DataURL.png(picture)
            width = picture.width
            height = picture.height
        }
    }

    let model: ModelReference
    let images: [Picture]
}
