import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService
import Testing

@testable import SemblanceServer

extension Reply {
    /// The body as a value.
    func json<Value: Decodable>(_: Value.Type) throws -> Value { try JSONDecoder.api.decode(Value.self, from: Data(body)) }

    /// The body as an image.
    func picture() throws -> RGBImage { try ImageDecoder.decode(body) }
}

extension RGBImage {
    /// The image of a data URL.
    init(dataURL: String) throws {
        let start = "data:image/png;base64,"
        try #require(dataURL.hasPrefix(start))
        let bytes = try #require(Data(base64Encoded: String(dataURL.dropFirst(start.count))))
        self = try ImageDecoder.decode(Array(bytes))
    }

    /// The largest difference of a value to that of another image of the same size.
    func difference(to other: RGBImage) throws -> Int {
        try #require(width == other.width && height == other.height)
        return zip(pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
}
