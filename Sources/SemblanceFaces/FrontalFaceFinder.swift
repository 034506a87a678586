import Foundation
import SemblanceCore
import SemblanceImaging

/// Finds faces that look at the camera, by dlib's detector: gradients in cells of eight pixels, compared with five views of a head.
///
/// Nothing is set up before the first picture. What a picture costs has a bound, however large it is: it is looked at with 640 pixels on its
/// longer side at most, and of the faces that were found those that may be the largest once more by themselves.
public final class FrontalFaceFinder: FaceFinding {
    /// The most pixels of the longer side that faces are looked for in.
    private static let side = 640.0
    /// How much a small picture is enlarged at most: the detector finds nothing of less than 80 pixels. A thumbnail of 256 pixels comes to
    /// the same 640.
    private static let enlargement = 2.5
    /// The detector tries sizes that differ by 6 / 5, and boxes come out as coarse; the mean over sizes in between is finer.
    private static let sizes = 4
    /// How large a face is when it is looked at once more, at its smallest: a little more than the detector needs.
    private static let refinedSide = 84.0
    /// How much is seen then, as a multiple of the face.
    private static let surroundings = 1.6

    private let detectors = DetectorPool()

    /// A finder; it has no detector yet.
    public init() {}

    /// Boxes are coarse by less than this factor: a face whose box is smaller than another's by more is the smaller one.
    private static let coarseness = 1.5

    /// As the protocol says. Those that cannot be the largest are told as coarsely as the detector finds them.
    public func faces(in image: RGBImage) throws -> [FaceBox] {
        let longer = Double(max(image.width, image.height))
        let scale = min(Self.side / longer, Self.enlargement)
        let width = max(1, Int((Double(image.width) * scale).rounded()))
        let height = max(1, Int((Double(image.height) * scale).rounded()))
        let seen = image.resized(width: width, height: height)
        return try detectors.lend { detector in
            let boxes = try detector.faces(in: seen).map {
                $0.moved(scaledX: Double(image.width) / Double(width), scaledY: Double(image.height) / Double(height))
            }
            let largest = boxes.map(\.side).max() ?? 0
            return try boxes.map { $0.side * Self.coarseness < largest ? $0 : try refined($0, in: image, detector) }
        }
    }

    /// The mean of what is found where the face is looked at in several sizes; the box as it was where nothing is.
    private func refined(_ box: FaceBox, in image: RGBImage, _ detector: FaceDetector) throws -> FaceBox {
        let part = PixelRectangle(
            squareOf: max(1, Int((box.side * Self.surroundings).rounded())), centreX: box.centreX, centreY: box.centreY)
        var found: [FaceBox] = []
        for step in 0..<Self.sizes {
            let face = Self.refinedSide * pow(1.2, Double(step) / Double(Self.sizes))
            let side = Int((face * Self.surroundings).rounded())
            let seen = image.resizedRepeatingEdges(side: side, from: part)
            let scale = Double(part.width) / Double(side)
            let boxes = try detector.faces(in: seen).map {
                $0.moved(scaledX: scale, scaledY: scale, byX: Double(part.x), byY: Double(part.y))
            }
            // The one that was to be looked at, not its neighbour.
            let nearest = boxes.min { $0.distance(to: box) < $1.distance(to: box) }
            if let nearest, nearest.distance(to: box) < box.side / 2 { found.append(nearest) }
        }
        guard !found.isEmpty else { return box }
        let count = Double(found.count)
        return FaceBox(
            centreX: found.map(\.centreX).reduce(0, +) / count, centreY: found.map(\.centreY).reduce(0, +) / count,
            side: exp(found.map { log($0.side) }.reduce(0, +) / count))
    }
}

extension FaceBox {
    /// The box in another picture's pixels.
    fileprivate func moved(scaledX: Double, scaledY: Double, byX x: Double = 0, byY y: Double = 0) -> FaceBox {
        FaceBox(centreX: centreX * scaledX + x, centreY: centreY * scaledY + y, side: side * (scaledX * scaledY).squareRoot())
    }

    /// How far the centres are apart.
    fileprivate func distance(to other: FaceBox) -> Double {
        ((centreX - other.centreX) * (centreX - other.centreX) + (centreY - other.centreY) * (centreY - other.centreY)).squareRoot()
    }
}
