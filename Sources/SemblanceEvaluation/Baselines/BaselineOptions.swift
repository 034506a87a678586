import SemblanceCore
import SemblanceImaging

/// What a model is compared with, and on which photos that is fitted.
public struct BaselineOptions: Sendable {
    /// Makes an untrained model of the evaluated one's shape, which may look at photos that training may look at.
    public typealias UntrainedModel = @Sendable (_ photos: [RGBImage]) async throws -> any ImageEncoder & ImageGenerator

    /// The most photos that principal components are fitted on, drawn by hash.
    public var images: Int
    /// A folder of training photos; nil for the evaluated folder's photos outside the held-out slice, or all of them without a slice.
    public var training: BytePath?
    /// Makes the untrained model; nil to go without.
    public var untrained: UntrainedModel?

    /// By default 4,000 photos of the evaluated folder.
    public init(images: Int = 4000, training: BytePath? = nil, untrained: UntrainedModel? = nil) {
        (self.images, self.training, self.untrained) = (images, training, untrained)
    }

    /// - Throws: `invalidArgument` for fewer than two photos.
    func validate() throws {
        guard images >= 2 else {
            throw SemblanceError(
                .invalidArgument, "principal components of \(images) photos", advice: "give 2 photos or more, usually some thousands")
        }
    }
}
