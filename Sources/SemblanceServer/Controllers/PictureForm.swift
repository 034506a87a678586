import Crypto
import Foundation
import Hummingbird
import SemblanceCore
import SemblanceImaging
import SemblanceService

/// Photos to draw something of, with the fields beside them: files, or ids of images of the corpus.
struct PictureForm: Sendable {
    /// The query items, and the fields of the form that name no photo.
    var fields: RequestFields
    private var files: [String: [UInt8]] = [:]
    private var images: [String: Int64] = [:]

    /// - Parameters:
    ///   - names: what the photos are called; a body that is one file is the first of them
    /// - Throws: 400 for a form or a document that cannot be read, 415
    init(_ request: Request, _ context: ServerContext, limits: BodyLimits, files names: [String]) async throws {
        fields = try RequestFields(request)
        switch try await RequestContent(request, context, limits: limits) {
        case .photo(let bytes):
            guard names.count == 1 else {
                throw Problem.unsupported(
                    "This route takes multipart/form-data or application/json with \(names.joined(separator: " and ")).")
            }
            files[names[0]] = bytes
        case .form(let parts):
            for name in names {
                guard let part = try parts.part(name) else { continue }
                if part.filename == nil, part.body.count <= 20, let id = Int64(String(decoding: part.body, as: UTF8.self)) {
                    images[name] = id
                } else {
                    files[name] = part.body
                }
            }
            for (name, value) in try parts.texts(except: Set(names)) { fields.add(name, value) }
        case .json(let bytes):
            let members = try context.requestDecoder.decode([String: Member].self, from: Data(bytes))
            for (name, member) in members {
                if names.contains(name) {
                    guard case .integer(let id) = member else { throw Problem.invalidArgument("'\(name)' is the id of an image.") }
                    images[name] = id
                } else {
                    fields.add(name, member.text)
                }
            }
        }
    }

    /// A photo of the form, decoded.
    ///
    /// - Throws: 400 where it is missing; what decoding throws
    func subject(_ name: String, _ decoding: BlockingQueue, _ preprocessor: Preprocessor) async throws -> ServedPictures.Subject {
        if let id = images[name] { return .image(id) }
        guard let bytes = files[name] else {
            throw Problem.invalidArgument("'\(name)' is missing: a photo, or the id of an image.")
        }
        return try await decoding.run { .photo(try QueryPhoto(bytes, by: preprocessor), sha256: Array(SHA256.hash(data: bytes))) }
    }

    /// A member of a document: a number, or a text.
    private enum Member: Decodable {
        case integer(Int64)
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let integer = try? container.decode(Int64.self) {
                self = .integer(integer)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var text: String {
            switch self {
            case .integer(let integer): "\(integer)"
            case .number(let number): "\(number)"
            case .text(let text): text
            }
        }
    }
}
