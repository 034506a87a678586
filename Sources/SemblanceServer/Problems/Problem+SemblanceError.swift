import HTTPTypes
import SemblanceCore

extension Problem {
    /// The problem that a failure below us is to a client. What may name paths of the server or a library's words is left out.
    init(_ error: SemblanceError) {
        let code = error.code.description
        switch error.code {
        case .invalidArgument: self.init(.badRequest, code, Self.sentence(error))
        case .notFound: self.init(.notFound, code, Self.sentence(error))
        case .conflict, .incompatible: self.init(.conflict, code, Self.sentence(error))
        case .unsupported: self.init(.unsupportedMediaType, code, Self.sentence(error))
        case .undecodable, .tooLarge: self.init(.unprocessableContent, code, Self.sentence(error))
        case .unavailable: self.init(.serviceUnavailable, code, error.message.sentence, retryAfter: 5)
        case .overloaded: self = .overloaded()
        case .diskFull: self.init(.serviceUnavailable, code, "The server has no space left to store this.", retryAfter: 60)
        case .cancelled: self = .cancelled
        default: self = .internalError
        }
    }

    private static func sentence(_ error: SemblanceError) -> String { error.description.sentence }
}

extension String {
    /// The words as a sentence of their own: one line, a capital at the start and a full stop at the end.
    fileprivate var sentence: String {
        let line = String(map { $0.isNewline ? " " : $0 })
        return line.prefix(1).uppercased() + line.dropFirst() + (line.last.map { ".!?".contains($0) } == true ? "" : ".")
    }
}
