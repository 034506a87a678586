import Foundation

extension JSONEncoder {
    /// The encoder of every reply: dates in RFC 3339 with milliseconds in UTC, slashes as they are.
    static let api: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(.rfc3339))
        }
        return encoder
    }()
}

extension JSONDecoder {
    /// The decoder of every request: dates in RFC 3339, with or without fractions of a second.
    static let api: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            let formats = [Date.ISO8601FormatStyle.rfc3339, Date.ISO8601FormatStyle(includingFractionalSeconds: false)]
            for format in formats {
                if let date = try? format.parse(text) { return date }
            }
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a time like 2025-01-31T12:00:00.000Z")
        }
        return decoder
    }()
}

extension FormatStyle where Self == Date.ISO8601FormatStyle {
    /// RFC 3339 in UTC with milliseconds.
    static var rfc3339: Self { Date.ISO8601FormatStyle(includingFractionalSeconds: true) }
}
