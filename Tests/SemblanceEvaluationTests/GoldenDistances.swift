import Foundation
import SemblanceCore

/// What `scripts/golden/distances.py` drew, and what it makes of it.
struct GoldenDistances: Decodable {
    struct Level: Decodable {
        let side: Int
        /// x and y of each patch, picture by picture.
        let places: [Int]
        let distance: Double
        /// The mean square of both sets' bands.
        let energy: [Double]
    }

    struct Frechet: Decodable {
        let dimension: Int
        let a: Data
        let b: Data
        let distance: Double
    }

    let side: Int
    let images: Int
    let patchesPerImage: Int
    let a: Data
    let b: Data
    let directions: Data
    let levels: [Level]
    let frechet: [Frechet]

    static func load() throws -> GoldenDistances {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dataDecodingStrategy = .custom { decoder in
            let digits = Array(try decoder.singleValueContainer().decode(String.self).utf8)
            return Data(
                stride(from: 0, to: digits.count, by: 2).map { UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0 }
            )
        }
        let folder = Bundle.module.resourceURL ?? Bundle.module.bundleURL
        let file = folder.appendingPathComponent("Golden/distances.json")
        return try decoder.decode(GoldenDistances.self, from: Data(contentsOf: file))
    }

    func pictures(_ bytes: Data) -> [RGBImage] {
        let length = side * side * 3
        return (0..<images).map { RGBImage(width: side, height: side, pixels: Array(bytes.dropFirst($0 * length).prefix(length))) }
    }

    /// By picture and level, as `PatchSet` takes them.
    func places(image: Int) -> [[(x: Int, y: Int)]] {
        levels.map { level in
            (0..<patchesPerImage).map { patch in
                let position = 2 * (image * patchesPerImage + patch)
                return (level.places[position], level.places[position + 1])
            }
        }
    }

    static func floats(_ bytes: Data) -> [Float] {
        Array(bytes).withUnsafeBytes { raw in
            (0..<raw.count / 4).map { Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))) }
        }
    }

    static func rows(_ bytes: Data, dimension: Int) -> [[Float]] {
        let values = floats(bytes)
        return stride(from: 0, to: values.count, by: dimension).map { Array(values[$0..<$0 + dimension]) }
    }
}
