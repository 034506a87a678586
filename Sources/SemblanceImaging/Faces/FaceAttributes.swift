/// Skin tones of drawn faces.
public enum FaceSkin: String, Sendable, CaseIterable, Codable {
    case porcelain, light, tan, olive, brown, deep

    var color: FaceColor {
        switch self {
        case .porcelain: FaceColor(0xf7dccb)
        case .light: FaceColor(0xf0c5a5)
        case .tan: FaceColor(0xdca77d)
        case .olive: FaceColor(0xc18c5d)
        case .brown: FaceColor(0x8f5b3a)
        case .deep: FaceColor(0x5f3a28)
        }
    }
}

/// Hair colours of drawn faces; a bald head has one too, for its brows.
public enum FaceHairColor: String, Sendable, CaseIterable, Codable {
    case black, brown, auburn, blond, grey

    var color: FaceColor {
        switch self {
        case .black: FaceColor(0x26211f)
        case .brown: FaceColor(0x5b3a24)
        case .auburn: FaceColor(0x96432a)
        case .blond: FaceColor(0xd9b160)
        case .grey: FaceColor(0xa7a6a4)
        }
    }
}

/// How much hair a drawn face has.
public enum FaceHairLength: String, Sendable, CaseIterable, Codable {
    case bald, short, medium, long
}

/// Eye colours of drawn faces.
public enum FaceEyeColor: String, Sendable, CaseIterable, Codable {
    case brown, blue, green, grey

    var color: FaceColor {
        switch self {
        case .brown: FaceColor(0x5c3a1e)
        case .blue: FaceColor(0x3f79b5)
        case .green: FaceColor(0x4f8a55)
        case .grey: FaceColor(0x76858f)
        }
    }
}

/// Outlines of drawn heads.
public enum FaceShapeKind: String, Sendable, CaseIterable, Codable {
    case round, oval, square, long
}

/// Hair in a drawn face.
public enum FacialHair: String, Sendable, CaseIterable, Codable {
    case none, moustache, beard
}

/// What a drawn mouth does.
public enum FaceMouth: String, Sendable, CaseIterable, Codable {
    case neutral, smiling, open
}

/// What is behind a drawn head.
public enum FaceBackground: String, Sendable, CaseIterable, Codable {
    case sky, sand, moss, rose, slate, lilac

    var color: FaceColor {
        switch self {
        case .sky: FaceColor(0x8fbfdd)
        case .sand: FaceColor(0xe3cfa4)
        case .moss: FaceColor(0x86a17a)
        case .rose: FaceColor(0xdd9a97)
        case .slate: FaceColor(0x5d6975)
        case .lilac: FaceColor(0xb3a3d0)
        }
    }
}
