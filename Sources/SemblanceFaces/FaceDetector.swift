import CFaces
import SemblanceCore
import SemblanceImaging

/// One of dlib's detectors, for one thread at a time.
///
/// Unchecked: `DetectorPool` lends it to one caller at a time.
final class FaceDetector: @unchecked Sendable {
    /// The most faces that are told of a picture.
    private static let capacity = 64

    private let handle: OpaquePointer

    /// Unpacks what the detector has learned, which takes some tenths of a second.
    ///
    /// - Throws: `engine` where it cannot be had
    convenience init() throws { try self.init(cfaces_create()) }

    /// Another one that has learned the same.
    ///
    /// - Throws: `engine` where no memory is left
    convenience init(copying other: FaceDetector) throws { try self.init(cfaces_copy(other.handle)) }

    /// Takes a handle over.
    private init(_ handle: OpaquePointer?) throws {
        guard let handle else { throw SemblanceError(.engine, "the detector of faces cannot be set up: no memory is left for it") }
        self.handle = handle
    }

    deinit { cfaces_free(handle) }

    /// Faces of about 80 pixels and more, the surest first.
    ///
    /// - Throws: `engine` where no memory is left
    func faces(in image: RGBImage) throws -> [FaceBox] {
        let boxes = try [CFacesBox](unsafeUninitializedCapacity: Self.capacity) { room, count in
            let found = image.pixels.withUnsafeBufferPointer {
                cfaces_find(handle, $0.baseAddress, Int32(image.width), Int32(image.height), room.baseAddress, Int32(room.count))
            }
            guard found >= 0 else { throw SemblanceError(.engine, "no memory is left to look for faces") }
            count = min(Int(found), Self.capacity)
        }
        return boxes.map { box in
            let half = Double(box.side) / 2
            return FaceBox(centreX: Double(box.x) + half, centreY: Double(box.y) + half, side: Double(box.side))
        }
    }
}
