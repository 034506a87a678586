import Foundation
import SemblanceCore
import SemblanceStorage

extension ModelFile {
    /// Where a checkpoint says what its networks are.
    private static let configurationKey = "semblance.configuration"

    /// The same weights as a version that sees another square of a photo. Its latents do not compare with those of the version in the file.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `incompatible` for a checkpoint that does not say what it is
    func seeing(_ crop: PhotoCrop, source: String) throws -> ModelFile {
        let preprocessing = Preprocessing(resolution: description.preprocessing.resolution, crop: crop)
        var (header, start) = try SafetensorsHeader.parse(checkpoint, source: source)
        guard let text = header.metadata[Self.configurationKey],
            let networks = try JSONText(text).replacing(["preprocessing"], with: preprocessing)
        else { throw SemblanceError(.incompatible, "'\(source)' does not say how it sees photos", advice: "export the version again") }
        header.metadata[Self.configurationKey] = networks.text
        // How it was trained tells how it is trained on.
        let training = try description.configuration.replacing(["model", "preprocessing"], with: preprocessing)
        return ModelFile(
            description: description.seeing(preprocessing, configuration: training ?? description.configuration),
            checkpoint: try header.serialized() + checkpoint[start...])
    }
}

extension JSONText {
    /// The document with another value at a path of members; nil where there is no such path.
    fileprivate func replacing(_ path: [String], with value: some Encodable) throws -> JSONText? {
        let new = try JSONSerialization.jsonObject(with: Data(JSONText(encoding: value).text.utf8))
        guard let old = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
            let changed = Self.replacing(path[...], in: old, with: new)
        else { return nil }
        let data = try JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys, .withoutEscapingSlashes])
        return JSONText(String(decoding: data, as: UTF8.self))
    }

    private static func replacing(_ path: ArraySlice<String>, in document: Any, with value: Any) -> Any? {
        guard let name = path.first else { return value }
        guard var members = document as? [String: Any], let member = members[name],
            let changed = replacing(path.dropFirst(), in: member, with: value)
        else { return nil }
        members[name] = changed
        return members
    }
}
