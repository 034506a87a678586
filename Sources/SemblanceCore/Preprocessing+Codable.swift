extension Preprocessing: Codable {
    private enum CodingKeys: String, CodingKey {
        case version, resolution, crop
    }

    /// What was written before there was a choice took the middle.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        version = try values.decode(Int.self, forKey: .version)
        resolution = try values.decode(Int.self, forKey: .resolution)
        crop = try values.decodeIfPresent(PhotoCrop.self, forKey: .crop) ?? .center
    }

    /// The middle goes without saying, so that what older builds can carry out reads as they wrote it.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(version, forKey: .version)
        try values.encode(resolution, forKey: .resolution)
        if crop != .center { try values.encode(crop, forKey: .crop) }
    }
}
