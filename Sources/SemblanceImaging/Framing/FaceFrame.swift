/// The square of a picture that shows a face as aligned corpora do: CelebA's, cut out at 15, 40, 163, 188 of 178 × 218 pixels.
///
/// Part of version 2 of the preprocessing: other numbers need a new one. They are medians of where the detector's boxes lie in that corpus
/// (see docs/method.md).
public enum FaceFrame {
    /// The side of the frame as a multiple of the face's box.
    public static let multiple = 1.6
    /// How much lower than that of the frame the middle of the box lies, as a share of the frame's side.
    public static let drop = 0.125

    /// The frame of a face, which may reach beyond its picture.
    public static func rectangle(of face: FaceBox) -> PixelRectangle {
        let side = face.side * multiple
        return PixelRectangle(squareOf: max(1, Int(side.rounded())), centreX: face.centreX, centreY: face.centreY - side * drop)
    }
}

extension PixelRectangle {
    /// The square about a point, as near as whole pixels come.
    public init(squareOf side: Int, centreX: Double, centreY: Double) {
        let half = Double(side) / 2
        self.init(x: Int((centreX - half).rounded()), y: Int((centreY - half).rounded()), width: side, height: side)
    }
}
