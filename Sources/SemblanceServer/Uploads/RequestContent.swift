import Hummingbird

/// What the body of a request holds, by its Content-Type.
enum RequestContent: Sendable {
    /// A photo's file, or nothing.
    case photo([UInt8])
    /// The parts of a form.
    case form([MultipartPart])
    /// A document.
    case json([UInt8])

    /// Reads the body.
    ///
    /// - Throws: 415 for another media type; what reading throws
    init(_ request: Request, _ context: ServerContext, limits: BodyLimits) async throws {
        let type = MediaType(request.headers[.contentType])?.essence
        switch type {
        case "multipart/form-data": self = .form(try await request.multipart(context, limits: limits))
        case "application/json": self = .json(try await request.bytes(context, limits: limits))
        case nil, "application/octet-stream": self = .photo(try await request.bytes(context, limits: limits))
        case .some(let type) where type.hasPrefix("image/"): self = .photo(try await request.bytes(context, limits: limits))
        case .some: throw Problem.unsupported("This route takes an image, multipart/form-data or application/json.")
        }
    }
}

extension RequestContent {
    /// The one photo of a body that is a file, or a form with the part `image`; the form's other fields are added to `fields`.
    ///
    /// - Throws: 400 for a form without it, 415 for a document
    func upload(_ fields: inout RequestFields) throws -> (bytes: [UInt8], name: String?) {
        switch self {
        case .photo(let bytes): return (bytes, nil)
        case .form(let parts):
            for (name, value) in try parts.texts(except: ["image"]) { fields.add(name, value) }
            guard let image = try parts.part("image") else { throw Problem.invalidArgument("The form has no part 'image'.") }
            return (image.body, image.filename)
        case .json: throw Problem.unsupported("This route takes an image or multipart/form-data.")
        }
    }
}

extension [MultipartPart] {
    /// The one part of a name.
    ///
    /// - Throws: 400 where there are several
    func part(_ name: String) throws -> MultipartPart? {
        let named = filter { $0.name == name }
        guard named.count <= 1 else { throw Problem.invalidArgument("The form has more than one part '\(name)'.") }
        return named.first
    }

    /// The fields of the form that are text, beside the named files.
    ///
    /// - Throws: 400 for a field that is no UTF-8
    func texts(except files: Set<String>) throws -> [(name: String, value: String)] {
        try filter { !files.contains($0.name) }.map { part in
            guard let value = String(validating: part.body, as: UTF8.self) else {
                throw Problem.malformed("The form's field '\(part.name.prefix(40))' is no text in UTF-8.")
            }
            return (part.name, value)
        }
    }
}
