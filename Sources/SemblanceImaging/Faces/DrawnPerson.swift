import SemblanceCore

/// Somebody who does not exist: what all drawn pictures of one person have in common.
public struct DrawnPerson: Sendable, Equatable {
    /// Skin tone.
    public let skin: FaceSkin
    /// Colour of hair and brows.
    public let hairColor: FaceHairColor
    /// How much hair.
    public let hairLength: FaceHairLength
    /// Eye colour.
    public let eyeColor: FaceEyeColor
    /// Outline of the head.
    public let shape: FaceShapeKind
    /// Beard or moustache.
    public let facialHair: FacialHair
    /// Whether most pictures show glasses.
    public let usuallyWearsGlasses: Bool
    /// Lengths that tell people of equal attributes apart.
    let build: Build

    struct Build: Equatable {
        var eyeDistance: Float
        var eyeSize: Float
        var browHeight: Float
        var browWidth: Float
        var browTilt: Float
        var noseLength: Float
        var noseWidth: Float
        var mouthHeight: Float
        var mouthWidth: Float
        var lipFullness: Float
        var hairlineHeight: Float
        var hairlineTilt: Float
        var headWidth: Float
    }

    /// Equal seeds give equal people.
    public init(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0x70_6572_736f_6e)
        let skin = random.pick(FaceSkin.self, weights: [1, 1.4, 1.2, 1, 1, 0.9])
        self.skin = skin
        let isDark = skin == .brown || skin == .deep
        hairColor = random.pick(FaceHairColor.self, weights: isDark ? [5, 2, 0.2, 0.1, 1] : [2, 2.4, 1.1, 1.8, 1])
        let hairLength = random.pick(FaceHairLength.self, weights: [0.6, 2, 1.4, 2])
        self.hairLength = hairLength
        eyeColor = random.pick(FaceEyeColor.self, weights: isDark ? [8, 0.3, 0.5, 0.2] : [2, 1.6, 1, 0.8])
        shape = random.pick(FaceShapeKind.self, weights: [1, 1.4, 1, 1])
        facialHair = random.pick(FacialHair.self, weights: hairLength == .long ? [12, 0.3, 0.7] : [3, 0.6, 1.2])
        usuallyWearsGlasses = random.happens(0.28)
        build = Build(
            eyeDistance: random.number(in: 0.3...0.37), eyeSize: random.number(in: 0.9...1.15),
            browHeight: random.number(in: 0.2...0.27), browWidth: random.number(in: 0.04...0.085),
            browTilt: random.number(in: -0.04...0.05), noseLength: random.number(in: 0.28...0.38),
            noseWidth: random.number(in: 0.09...0.15), mouthHeight: random.number(in: 0.53...0.62),
            mouthWidth: random.number(in: 0.22...0.31), lipFullness: random.number(in: 0.8...1.4),
            hairlineHeight: random.number(in: -0.62 ... -0.42), hairlineTilt: random.number(in: -0.2...0.2),
            headWidth: random.number(in: 0.96...1.04))
    }
}
