/// An image as a client reads it.
struct ImageAnswer: Decodable {
    struct Version: Decodable { let id: Int64 }

    let id: Int64
    let sha256: String
    let width: Int
    let format: String
    let sources: [String]?
    let latents: [Version]?
}

/// A page of images as a client reads it.
struct ImagePage: Decodable {
    let images: [ImageAnswer]
    let nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case images
        case nextCursor = "next_cursor"
    }
}

/// A model version as a client reads it.
struct ModelAnswer: Decodable {
    let id: Int64
    let name: String
    let version: Int
    let state: String
    let active: Bool
    let latents: Int
    let index: IndexAnswer?
    let missing: Int?
    let history: [ModelEventAnswer]?
}

/// What was done to a version, as a client reads it.
struct ModelEventAnswer: Decodable {
    struct Model: Decodable {
        let id: Int64
        let name: String
        let version: Int
    }

    let model: Model
    let action: String
    let actor: String
    let why: String?
}

/// How a version is searched, as a client reads it.
struct IndexAnswer: Decodable {
    struct Recall: Decodable {
        let value: Double
        let worst: Double
        let samples: Int
    }

    let kind: String
    let reason: String
    let exact: Bool
    let fallback: Bool
    let bytes: Int?
    let recall: Recall?
}

/// A job as a client reads it.
struct JobAnswer: Decodable {
    let id: Int64
    let kind: String
    let state: String
    let model: Int64?
    let total: Int
    let encoded: Int
    let failed: Int
}

/// Pictures in JSON as a client reads them.
struct PictureAnswer: Decodable {
    struct Picture: Decodable {
        let image: String
        let width: Int
        let height: Int
    }

    let images: [Picture]
}

/// A way between two photos as a client reads it.
struct InterpolationAnswer: Decodable {
    struct Frame: Decodable {
        let position: Float
        let image: String
        let nearest: SearchAnswer.Hit?
    }

    let mode: String
    let steps: Int
    let frames: [Frame]
    let strip: String?
}
