import SemblanceCore

/// One picture of a drawn person: who, and how they look in it. A stand-in for photos where there are none: the attributes are
/// known, so that what a model learnt can be checked, and no one's face is used.
public struct DrawnFace: Sendable, Equatable {
    /// Who is drawn.
    public let person: DrawnPerson
    /// What the mouth does.
    public let mouth: FaceMouth
    /// Whether glasses are worn.
    public let glasses: Bool
    /// What is behind the head.
    public let background: FaceBackground
    /// Where the head sits, and how it is held.
    let pose: FacePose
    /// −1 … 1: from which side the light comes; positive from the viewer's right.
    let light: Float
    /// What is worn below the neck.
    let clothes: FaceColor

    /// A picture of a person.
    ///
    /// - Parameters:
    ///   - seed: who; equal seeds show the same person
    ///   - picture: which picture of that person; expression, glasses, background, light and pose differ
    public init(seed: UInt64, picture: Int = 0) {
        person = DrawnPerson(seed: seed)
        var mixer = SplitMix64(seed: seed)
        var random = SplitMix64(seed: mixer.next() &+ UInt64(truncatingIfNeeded: picture) &* 0x9e6c_63d0_876a_46b5)
        mouth = random.pick(FaceMouth.self, weights: [1.2, 1.6, 0.8])
        glasses = random.happens(person.usuallyWearsGlasses ? 0.85 : 0.04)
        background = random.pick(FaceBackground.self, weights: [1, 1, 1, 1, 1, 1])
        light = random.number(in: -1...1)
        let palette: [UInt32] = [0x3a5a86, 0x8d3c42, 0x3d6b5a, 0xe8e2d6, 0x33343d, 0xc98b3f, 0x6d5a8c]
        clothes = FaceColor(palette[Int(random.next() % UInt64(palette.count))])
        // The sine of the tilt serves as its angle: libm's sines may differ in the last bit from machine to machine.
        let sine = random.number(in: -0.1...0.1)
        pose = FacePose(
            centre: FacePoint(random.number(in: 0.475...0.525), random.number(in: 0.475...0.52)),
            scale: random.number(in: 0.345...0.385), cosine: (1 - sine * sine).squareRoot(), sine: sine,
            turn: random.number(in: -0.8...0.8))
    }

    /// Draws the picture with smooth edges.
    ///
    /// - Parameter size: the side in pixels, 16 … 2048
    /// - Returns: size × size pixels, equal for equal faces
    public func image(size: Int) -> RGBImage {
        FaceDrawing(face: self, size: min(max(size, 16), 2048)).image()
    }
}
