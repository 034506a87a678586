import CCodecs
import SemblanceCore

/// Calls into CCodecs: takes their message along and throws what their status means.
enum CodecCall {
    /// - Parameters:
    ///   - subject: what is worked on, such as "the JPEG"
    ///   - refusal: the code of the error for data that the library refuses
    ///   - body: the call, given room for a message
    static func perform(
        _ subject: String, refusal: SemblanceError.Code, _ body: (UnsafeMutablePointer<CChar>) -> CCodecsStatus
    ) throws {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CCODECS_MESSAGE_SIZE)) { message in
            message.initialize(repeating: 0)
            guard let room = message.baseAddress else { return }
            let status = body(room)
            guard status != .success else { return }
            throw error(status, subject: subject, refusal: refusal, words: String(cString: room))
        }
    }

    private static func error(
        _ status: CCodecsStatus, subject: String, refusal: SemblanceError.Code, words: String
    ) -> SemblanceError {
        switch status {
        case .success, .damaged:
            SemblanceError(refusal, refusal == .undecodable ? "\(subject) is damaged: \(words)" : "\(subject) cannot be written: \(words)")
        case .tooLarge: SemblanceError(.tooLarge, "\(subject) is too large: \(words)", advice: "scale the image down")
        case .noMemory: SemblanceError(.engine, "no memory is left for \(subject)", detail: words)
        }
    }
}
