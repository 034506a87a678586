import Hummingbird
import NIOCore

extension Response {
    /// Calls `report` with the number of bytes of the body: at once where the whole body is there, else when it has been written or its
    /// writing failed.
    func reporting(_ report: @escaping @Sendable (_ bytes: Int) -> Void) -> Response {
        if let length = body.contentLength {
            report(length)
            return self
        }
        let streamed = body
        var response = self
        response.body = ResponseBody { writer in
            let counter = CountingWriter(writer)
            defer { report(counter.bytes) }
            try await streamed.write(counter)
        }
        return response
    }
}
