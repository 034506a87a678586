import SemblanceCore

extension ModelFile {
    /// The same version with its weights in half precision (IEEE 754 binary16): half the size, and latents that differ in the third decimal.
    /// It is for handing a model on; its latents do not compare bit by bit with those of the version in the file.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `incompatible` for weights that half precision cannot hold
    func halved(source: String) throws -> ModelFile {
        let (header, start) = try SafetensorsHeader.parse(checkpoint, source: source)
        var half = SafetensorsHeader(metadata: header.metadata)
        var data: [UInt8] = []
        data.reserveCapacity(header.dataSize / 2)
        for (name, entry) in header.entries.sorted(by: { $0.key < $1.key }) {
            let bytes = checkpoint[(start + entry.offsets[0])..<(start + entry.offsets[1])]
            let isSingle = entry.type == "F32"
            let first = data.count
            if isSingle {
                guard Self.appendHalved(bytes, to: &data) else {
                    throw SemblanceError(
                        .incompatible, "'\(name)' of \(source) holds values that half precision cannot hold",
                        advice: "export it without --half")
                }
            } else {
                data += bytes
            }
            half.entries[name] = SafetensorsHeader.Entry(
                type: isSingle ? "F16" : entry.type, shape: entry.shape, offsets: [first, data.count])
        }
        return ModelFile(description: description, checkpoint: try half.serialized() + data)
    }

    /// Appends little-endian singles as halves; false for what becomes infinite or is no number.
    private static func appendHalved(_ singles: ArraySlice<UInt8>, to data: inout [UInt8]) -> Bool {
        singles.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count, by: 4) {
                let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                let half = Float16(Float(bitPattern: bits))
                guard half.isFinite else { return false }
                data.append(UInt8(truncatingIfNeeded: half.bitPattern))
                data.append(UInt8(half.bitPattern >> 8))
            }
            return true
        }
    }
}
