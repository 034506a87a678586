import Foundation

/// The header of a safetensors file: what its tensors are and where they lie, and free text beside. The tensors' bytes follow it.
///
/// Layout: the header's length (u64, little-endian), a JSON object, padded with spaces, then the tensors' raw bytes.
public struct SafetensorsHeader: Sendable, Equatable {
    /// What is said of a tensor.
    public struct Entry: Sendable, Equatable, Codable {
        /// The element type, as in `F32`.
        public let type: String
        /// The extent of each dimension.
        public let shape: [Int]
        /// Where its bytes begin and end, counted from the end of the header.
        public let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }

        /// - Parameter offsets: where its bytes begin and end, counted from the end of the header
        public init(type: String, shape: [Int], offsets: [Int]) {
            self.type = type
            self.shape = shape
            self.offsets = offsets
        }
    }

    /// The tensors by name.
    public var entries: [String: Entry]
    /// Free text; the format allows strings only.
    public var metadata: [String: String]

    private static let metadataKey = "__metadata__"
    private static let maximumSize = 100 << 20

    /// A header to be.
    public init(entries: [String: Entry] = [:], metadata: [String: String] = [:]) {
        self.entries = entries
        self.metadata = metadata
    }

    /// How many bytes the tensors take together.
    public var dataSize: Int { entries.values.map { $0.offsets[1] }.max() ?? 0 }

    /// The length and the header; names are sorted, so equal contents give equal bytes. Their number is a multiple of eight.
    public func serialized() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var members: [String: any Encodable] = entries
        if !metadata.isEmpty { members[Self.metadataKey] = metadata }
        let texts = try members.sorted { $0.key < $1.key }.map { name, value in
            String(decoding: try encoder.encode(name), as: UTF8.self) + ":" + String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        var text = Array(("{" + texts.joined(separator: ",") + "}").utf8)
        text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    /// Reads the beginning of a file.
    ///
    /// - Parameter source: the file's name for messages
    /// - Returns: the header, and how many bytes it takes with its length
    /// - Throws: `corrupt` for a cut or damaged file, and for one of another kind
    public static func parse(_ bytes: [UInt8], source: String) throws -> (header: SafetensorsHeader, size: Int) {
        guard bytes.count >= 8 else { throw corrupt(source, "it ends after \(bytes.count) bytes") }
        let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(maximumSize), 8 + Int(length) <= bytes.count else {
            throw corrupt(source, "its header of \(length) bytes is cut, or it is another kind of file")
        }
        let size = 8 + Int(length)
        guard let members = try? JSONSerialization.jsonObject(with: Data(bytes[8..<size])) as? [String: Any] else {
            throw corrupt(source, "its header is no JSON")
        }
        var header = SafetensorsHeader()
        for (name, value) in members {
            if name == metadataKey {
                header.metadata = value as? [String: String] ?? [:]
                continue
            }
            guard let fields = value as? [String: Any], let type = fields["dtype"] as? String, let shape = fields["shape"] as? [Int],
                let offsets = fields["data_offsets"] as? [Int], offsets.count == 2, shape.allSatisfy({ $0 >= 0 }), offsets[0] >= 0,
                offsets[0] <= offsets[1]
            else { throw corrupt(source, "the entry of '\(name)' is malformed") }
            header.entries[name] = Entry(type: type, shape: shape, offsets: offsets)
        }
        return (header, size)
    }

    /// What is wrong with a file.
    public static func corrupt(_ source: String, _ reason: String) -> SemblanceError {
        SemblanceError(.corrupt, "'\(source)' is no sound safetensors file: \(reason)", advice: "take another copy of it")
    }
}
