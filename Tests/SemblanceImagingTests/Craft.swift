import SemblanceCore

/// Builds and breaks files byte by byte.
enum Craft {
    /// A picture in which no two neighbours, rows or columns are alike.
    static func picture(width: Int, height: Int) -> RGBImage {
        var image = RGBImage(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let index = (y * width + x) * 3
                image.pixels[index] = UInt8(truncatingIfNeeded: x * 7 + y)
                image.pixels[index + 1] = UInt8(truncatingIfNeeded: x * 3 + y * 5 + 80)
                image.pixels[index + 2] = UInt8(truncatingIfNeeded: (x ^ y) * 4)
            }
        }
        return image
    }

    /// Red top left, blue top right, green bottom left, white bottom right.
    static func corners(width: Int, height: Int) -> RGBImage {
        var image = RGBImage(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let index = (y * width + x) * 3
                let color: [UInt8] =
                    switch (x < width / 2, y < height / 2) {
                    case (true, true): [255, 0, 0]
                    case (false, true): [0, 0, 255]
                    case (true, false): [0, 255, 0]
                    case (false, false): [255, 255, 255]
                    }
                for channel in 0..<3 { image.pixels[index + channel] = color[channel] }
            }
        }
        return image
    }

    static func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
    }

    static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        bigEndian(value, count).reversed()
    }

    /// A PNG chunk with its checksum.
    static func pngChunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(data.count, 4) + body + bigEndian(Int(checksum(body)), 4)
    }

    /// A PNG that claims a size; its pixel data are a few bytes.
    static func pngHeader(width: Int, height: Int) -> [UInt8] {
        let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        let header = pngChunk("IHDR", bigEndian(width, 4) + bigEndian(height, 4) + [8, 2, 0, 0, 0])
        return signature + header + pngChunk("IDAT", [0x78, 0x9c, 0x63, 0x00]) + pngChunk("IEND", [])
    }

    /// A PNG with one more chunk right behind its header.
    static func png(_ png: [UInt8], adding name: String, _ data: [UInt8]) -> [UInt8] {
        Array(png[..<33]) + pngChunk(name, data) + Array(png[33...])
    }

    /// Where a marker's two bytes begin.
    static func position(of marker: UInt8, in jpeg: [UInt8]) -> Int? {
        (0..<(jpeg.count - 1)).first { jpeg[$0] == 0xff && jpeg[$0 + 1] == marker }
    }

    /// A JPEG whose frame header claims another size.
    static func jpeg(_ jpeg: [UInt8], claimingWidth width: Int, height: Int) -> [UInt8] {
        guard let frame = position(of: 0xc0, in: jpeg) else { return [] }
        var changed = jpeg
        changed.replaceSubrange((frame + 5)..<(frame + 9), with: bigEndian(height, 2) + bigEndian(width, 2))
        return changed
    }

    /// A JPEG with a segment of EXIF right behind its first marker.
    static func jpeg(_ jpeg: [UInt8], exif: [UInt8]) -> [UInt8] {
        let body = Array("Exif\0\0".utf8) + exif
        return Array(jpeg[..<2]) + [0xff, 0xe1] + bigEndian(body.count + 2, 2) + body + Array(jpeg[2...])
    }

    /// A TIFF block whose first directory holds another tag and then an orientation.
    static func exif(orientation: Int, littleEndian little: Bool = false) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { little ? littleEndian(value, count) : bigEndian(value, count) }
        let header: [UInt8] = Array((little ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + number(2, 2)
        let width: [UInt8] = number(0x0100, 2) + number(4, 2) + number(1, 4) + number(640, 4)
        let tag: [UInt8] = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + [0, 0]
        return header + width + tag + number(0, 4)
    }

    /// A WebP in the extended layout, around the picture chunk of a simple one.
    static func webp(_ simple: [UInt8], flags: UInt8, chunks: [(String, [UInt8])]) -> [UInt8] {
        let header = [flags, 0, 0, 0] + littleEndian(15, 3) + littleEndian(15, 3)
        var body = Array("WEBP".utf8) + riffChunk("VP8X", header) + Array(simple[12...])
        for (name, data) in chunks { body += riffChunk(name, data) }
        return Array("RIFF".utf8) + littleEndian(body.count, 4) + body
    }

    private static func riffChunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        Array(name.utf8) + littleEndian(data.count, 4) + data + (data.count % 2 == 0 ? [] : [0])
    }

    /// CRC-32 as PNG uses it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

/// The code of the error that `body` throws; nil where it throws none.
func errorCode(_ body: () throws -> Void) -> SemblanceError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? SemblanceError)?.code
    }
}

/// The greatest difference of any channel of any pixel; 255 where sizes differ.
func greatestDifference(_ left: RGBImage, _ right: RGBImage) -> Int {
    guard left.width == right.width, left.height == right.height else { return 255 }
    return zip(left.pixels, right.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}

/// The mean difference over all channels of all pixels; 255 where sizes differ.
func meanDifference(_ left: RGBImage, _ right: RGBImage) -> Double {
    guard left.width == right.width, left.height == right.height else { return 255 }
    let sum = zip(left.pixels, right.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(left.pixels.count)
}
