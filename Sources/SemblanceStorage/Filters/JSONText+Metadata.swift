import SemblanceCore

extension JSONText {
    /// A value as a document of its own.
    init(value: MetadataValue) throws {
        switch value {
        case .null: self.init("null")
        case .bool(let value): self.init(value ? "true" : "false")
        case .number(let text): self.init(text)
        case .string(let text): try self.init(encoding: text)
        }
    }

    /// An object that holds nothing but a value at a path.
    init(value: MetadataValue, at path: MetadataPath) throws {
        let text = try path.names.reversed().reduce(try JSONText(value: value).text) { inner, name in
            "{\(try JSONText(encoding: name).text):\(inner)}"
        }
        self.init(text)
    }
}
