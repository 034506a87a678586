import Crypto
import Foundation
import SemblanceCore
import SemblanceStorage

/// A model version as one file: its checkpoint, with what else is known of it in the metadata of the header, and a checksum of the whole.
struct ModelFile {
    /// What the file tells of the version.
    let description: ModelDescription
    /// The checkpoint as the database keeps it.
    let checkpoint: [UInt8]

    private static let format = "1"
    private static let formatKey = "semblance.version.format"
    private static let descriptionKey = "semblance.version"
    /// Of the tensors' bytes.
    private static let dataKey = "semblance.version.data_sha256"
    /// Of the whole file, with zeros where it stands itself.
    private static let sealKey = "semblance.version.file_sha256"
    private static let blank = String(repeating: "0", count: 64)

    init(description: ModelDescription, checkpoint: [UInt8]) {
        self.description = description
        self.checkpoint = checkpoint
    }

    /// The file's bytes. The tensors' are those of the checkpoint, to the bit.
    func serialized(source: String) throws -> [UInt8] {
        var (header, start) = try SafetensorsHeader.parse(checkpoint, source: source)
        let data = checkpoint[start...]
        header.metadata[Self.formatKey] = Self.format
        header.metadata[Self.descriptionKey] = try JSONText(encoding: description).text
        header.metadata[Self.dataKey] = SHA256.hash(data: data).hexadecimal
        header.metadata[Self.sealKey] = Self.blank
        var beginning = try header.serialized()
        guard let place = Self.seal(in: beginning) else { throw SemblanceError(.engine, "a checksum has no place in its file") }
        beginning.replaceSubrange(place, with: Self.digest(of: beginning, data).utf8)
        return beginning + data
    }

    /// Reads a file's bytes.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `corrupt` for a file that is cut or altered by as little as a bit; `incompatible` for one that holds no model version, or
    ///   was written by a newer program
    init(bytes: [UInt8], source: String) throws {
        var (header, start) = try SafetensorsHeader.parse(bytes, source: source)
        let texts = [Self.formatKey, Self.descriptionKey, Self.dataKey, Self.sealKey].compactMap { header.metadata.removeValue(forKey: $0) }
        guard texts.count == 4 else {
            throw SemblanceError(
                .incompatible, "'\(source)' is a safetensors file, but no model version that Semblance exported",
                advice: "write one with semblance models export")
        }
        guard texts[0] == Self.format else {
            throw SemblanceError(
                .incompatible, "'\(source)' is of format \(texts[0]), and this build reads \(Self.format)", advice: "use a newer build")
        }
        guard bytes.count - start == header.dataSize else {
            throw SafetensorsHeader.corrupt(source, "it has \(bytes.count - start) bytes of tensors instead of \(header.dataSize)")
        }
        var beginning = Array(bytes[..<start])
        guard let place = Self.seal(in: beginning), place.upperBound <= start else {
            throw SafetensorsHeader.corrupt(source, "its checksum is not where it belongs")
        }
        beginning.replaceSubrange(place, with: Self.blank.utf8)
        guard Self.digest(of: beginning, bytes[start...]) == texts[3] else {
            throw SafetensorsHeader.corrupt(source, "its checksum does not fit its contents")
        }
        do {
            description = try JSONText(texts[1]).decode()
        } catch {
            throw SemblanceError(
                .incompatible, "'\(source)' describes its version in a way that this build cannot read", advice: "use a newer build",
                detail: "\(error)")
        }
        checkpoint = try header.serialized() + bytes[start...]
    }

    /// Where the digits of the checksum stand.
    private static func seal(in beginning: [UInt8]) -> Range<Int>? {
        let key = Data("\"\(sealKey)\":\"".utf8)
        guard let found = Data(beginning).range(of: key) else { return nil }
        return found.upperBound..<(found.upperBound + blank.utf8.count)
    }

    private static func digest(of beginning: [UInt8], _ data: ArraySlice<UInt8>) -> String {
        var hash = SHA256()
        hash.update(data: beginning)
        hash.update(data: data)
        return hash.finalize().hexadecimal
    }
}
