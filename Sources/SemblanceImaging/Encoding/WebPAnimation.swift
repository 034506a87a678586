import CCodecs
import SemblanceCore

/// Pictures of one size after another, as a lossy WebP that is repeated for ever.
public struct WebPAnimation: Sendable {
    /// A picture of the animation.
    public struct Frame: Sendable {
        /// What is shown.
        public let image: RGBImage
        /// For how long.
        public let milliseconds: Int

        /// A picture that is shown for a while.
        public init(_ image: RGBImage, milliseconds: Int) {
            self.image = image
            self.milliseconds = milliseconds
        }
    }

    /// The pictures, in the order in which they are shown.
    public let frames: [Frame]

    /// An animation.
    ///
    /// - Throws: `invalidArgument` without frames, and for pictures without pixels or of more than one size
    public init(_ frames: [Frame]) throws {
        guard let size = frames.first?.image, size.width > 0, size.height > 0 else {
            throw SemblanceError(.invalidArgument, "an animation needs at least one picture with pixels")
        }
        guard frames.allSatisfy({ $0.image.width == size.width && $0.image.height == size.height }) else {
            throw SemblanceError(.invalidArgument, "the pictures of an animation are of one size")
        }
        self.frames = frames
    }

    /// The file. Frames that look the same become one; where all do, it is a still WebP.
    ///
    /// - Parameter quality: 1 … 100, on libwebp's scale
    /// - Throws: `invalidArgument` for another quality; `tooLarge` for a side above 16,383 pixels.
    public func encoded(quality: Int = 90) throws -> [UInt8] {
        guard (1...100).contains(quality) else {
            throw SemblanceError(.invalidArgument, "a WebP quality of \(quality)", advice: "give 1 to 100")
        }
        let subject = "the animation"
        var animation: OpaquePointer?
        defer { ccodecs_animation_free(animation) }
        try CodecCall.perform(subject, refusal: .engine) { message in
            let size = frames[0].image
            return ccodecs_animation_begin(
                UInt32(clamping: size.width), UInt32(clamping: size.height), Int32(quality), &animation, message)
        }
        for frame in frames {
            try CodecCall.perform(subject, refusal: .engine) { message in
                ccodecs_animation_add(animation, frame.image.pixels, Int32(clamping: frame.milliseconds), message)
            }
        }
        var encoded: UnsafeMutablePointer<UInt8>?
        var count = 0
        defer { ccodecs_free(encoded) }
        try CodecCall.perform(subject, refusal: .engine) { ccodecs_animation_finish(animation, &encoded, &count, $0) }
        return Array(UnsafeBufferPointer(start: encoded, count: count))
    }
}
