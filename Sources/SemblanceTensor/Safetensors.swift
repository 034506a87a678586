import SemblanceCore

/// A safetensors file: named tensors and string metadata, readable by Python's `safetensors` too.
///
/// Layout: the header's length (u64, little-endian), a JSON header, then the tensors' raw bytes.
public struct Safetensors {
    /// Named tensors, on the CPU.
    public var tensors: [String: Tensor]
    /// Free text; the format allows strings only.
    public var metadata: [String: String]

    /// The contents of a file to be.
    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The file's bytes; names are sorted, so equal contents give equal bytes.
    public func serialized() throws -> [UInt8] {
        var header = SafetensorsHeader(metadata: metadata)
        let sorted = tensors.sorted { $0.key < $1.key }
        var end = 0
        for (name, tensor) in sorted {
            guard let type = tensor.elementType else {
                throw SemblanceError(.engine, "'\(name)' has an element type that cannot be stored")
            }
            let start = end
            end += tensor.count * type.size
            header.entries[name] = SafetensorsHeader.Entry(type: type.rawValue, shape: tensor.shape, offsets: [start, end])
        }
        let beginning = try header.serialized()
        // One buffer of the right size: a training state is several times as large as its model.
        var file: [UInt8] = []
        file.reserveCapacity(beginning.count + end)
        file += beginning
        for (_, tensor) in sorted { file += try tensor.rawBytes() }
        return file
    }

    /// Reads a file's bytes.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `corrupt` for a cut or damaged file, `incompatible` for element types that Semblance does not use.
    public init(bytes: [UInt8], source: String) throws {
        let (header, start) = try SafetensorsHeader.parse(bytes, source: source)
        var tensors: [String: Tensor] = [:]
        for (name, entry) in header.entries {
            guard let type = ElementType(rawValue: entry.type) else {
                throw SemblanceError(.incompatible, "'\(source)' holds '\(name)' as \(entry.type), which Semblance does not read")
            }
            let size = entry.shape.reduce(type.size) { $0.multipliedReportingOverflow(by: $1).overflow ? Int.max : $0 * $1 }
            let (first, end) = (entry.offsets[0], entry.offsets[1])
            guard end - first == size, end <= bytes.count - start else {
                throw SafetensorsHeader.corrupt(source, "'\(name)' reaches past its end")
            }
            tensors[name] = try Tensor(rawBytes: bytes[(start + first)..<(start + end)], type: type, shape: entry.shape)
        }
        self.init(tensors: tensors, metadata: header.metadata)
    }
}
