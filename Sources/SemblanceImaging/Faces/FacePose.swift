/// How a head sits in the picture.
struct FacePose: Equatable {
    /// The middle of the head as a share of the picture's side.
    var centre = FacePoint(0.5, 0.5)
    /// Half the head's height as a share of the picture's side.
    var scale: Float = 0.34
    /// Cosine and sine of the tilt; the sine is positive clockwise.
    var cosine: Float = 1
    var sine: Float = 0
    /// How far the face looks aside, −1 … 1; positive to the viewer's right.
    var turn: Float = 0
}
