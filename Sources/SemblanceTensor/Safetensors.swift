import Foundation
import SemblanceCore

/// A safetensors file: named tensors and string metadata, readable by Python's `safetensors` too.
///
/// Layout: the header's length (u64, little-endian), a JSON header, then the tensors' raw bytes.
public struct Safetensors {
    /// Named tensors, on the CPU.
    public var tensors: [String: Tensor]
    /// Free text; the format allows strings only.
    public var metadata: [String: String]

    private static let maximumHeaderSize = 100 << 20

    /// The contents of a file to be.
    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    private struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var data_offsets: [Int]
    }

    /// The file's bytes; names are sorted, so equal contents give equal bytes.
    public func serialized() throws -> [UInt8] {
        var header: [String: any Encodable] = [:]
        if !metadata.isEmpty { header["__metadata__"] = metadata }
        let sorted = tensors.sorted { $0.key < $1.key }
        var end = 0
        for (name, tensor) in sorted {
            guard let type = tensor.elementType else {
                throw SemblanceError(.engine, "'\(name)' has an element type that cannot be stored")
            }
            let start = end
            end += tensor.count * type.size
            header[name] = Entry(dtype: type.rawValue, shape: tensor.shape, data_offsets: [start, end])
        }
        var text = try Self.encode(header)
        // Padded with spaces so that the tensors start at a multiple of eight.
        text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
        // One buffer of the right size: a training state is several times as large as its model.
        var file: [UInt8] = []
        file.reserveCapacity(8 + text.count + end)
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { file += $0 }
        file += text
        for (_, tensor) in sorted { file += try tensor.rawBytes() }
        return file
    }

    /// Reads a file's bytes.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `corrupt` for a cut or damaged file, `incompatible` for element types that Semblance does not use.
    public init(bytes: [UInt8], source: String) throws {
        func corrupt(_ reason: String) -> SemblanceError {
            SemblanceError(.corrupt, "'\(source)' is no sound safetensors file: \(reason)", advice: "take another copy of it")
        }
        guard bytes.count >= 8 else { throw corrupt("it ends after \(bytes.count) bytes") }
        let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.maximumHeaderSize), 8 + Int(length) <= bytes.count else {
            throw corrupt("its header of \(length) bytes is cut, or it is another kind of file")
        }
        let start = 8 + Int(length)
        let header = Data(bytes[8..<start])
        guard let names = try? JSONSerialization.jsonObject(with: header) as? [String: Any] else { throw corrupt("its header is no JSON") }
        var metadata: [String: String] = [:]
        var tensors: [String: Tensor] = [:]
        for (name, value) in names {
            if name == "__metadata__" {
                metadata = value as? [String: String] ?? [:]
                continue
            }
            guard let fields = value as? [String: Any], let dtype = fields["dtype"] as? String, let shape = fields["shape"] as? [Int],
                let offsets = fields["data_offsets"] as? [Int], offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
            else { throw corrupt("the entry of '\(name)' is malformed") }
            guard let type = ElementType(rawValue: dtype) else {
                throw SemblanceError(.incompatible, "'\(source)' holds '\(name)' as \(dtype), which Semblance does not read")
            }
            let size = shape.reduce(type.size) { $0.multipliedReportingOverflow(by: $1).overflow ? Int.max : $0 * $1 }
            guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] - offsets[0] == size, offsets[1] <= bytes.count - start else {
                throw corrupt("'\(name)' reaches past its end")
            }
            tensors[name] = try Tensor(rawBytes: bytes[(start + offsets[0])..<(start + offsets[1])], type: type, shape: shape)
        }
        self.init(tensors: tensors, metadata: metadata)
    }

    private static func encode(_ header: [String: any Encodable]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let members = try header.sorted { $0.key < $1.key }.map { name, value in
            String(decoding: try encoder.encode(name), as: UTF8.self) + ":" + String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        return Array(("{" + members.joined(separator: ",") + "}").utf8)
    }
}
