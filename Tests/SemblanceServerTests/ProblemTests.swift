import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SemblanceCore
import Testing

@testable import SemblanceServer

@Suite("Problems")
struct ProblemTests {
    @Test(
        "each kind of failure has its status and its code",
        arguments: [
            (SemblanceError.Code.invalidArgument, 400, "invalid_argument"), (.notFound, 404, "not_found"), (.conflict, 409, "conflict"),
            (.incompatible, 409, "incompatible"), (.unsupported, 415, "unsupported"), (.undecodable, 422, "undecodable"),
            (.tooLarge, 422, "too_large"), (.unavailable, 503, "unavailable"), (.diskFull, 503, "disk_full"),
            (.cancelled, 503, "cancelled"), (.overloaded, 503, "overloaded"), (.engine, 500, "internal_error"),
            (.corrupt, 500, "internal_error"), (.unreadable, 500, "internal_error"),
        ])
    func statuses(code: SemblanceError.Code, status: Int, label: String) {
        let problem = Problem(SemblanceError(code, "something failed"))
        #expect(problem.status.code == status)
        #expect(problem.code == label)
    }

    @Test(
        "a client never sees the detail, nor the words of failures that name the server's files",
        arguments: [
            SemblanceError.Code.engine, .corrupt, .unreadable, .unavailable, .diskFull, .invalidArgument,
        ])
    func silence(code: SemblanceError.Code) async throws {
        let lines = LineRecorder()
        let error = SemblanceError(code, "it failed", advice: "look at it", detail: "SELECT secret")
        let path = SemblanceError(code, "/srv/photos/a.jpg failed", detail: "SELECT secret")
        let client = HTTPPipeline.testing().client(.recording(lines)) {
            $0.get("fails") { _, _ -> String in throw error }
            $0.get("path") { _, _ -> String in throw path }
        }
        let reply = try await client.send(.get, "/fails", headers: [.requestID: "abc"])
        #expect(!reply.text.contains("secret"))
        #expect(try reply.problem().requestID == "abc")
        if reply.status == 500 {
            #expect(try await !client.send(.get, "/path").text.contains("srv"))
        }
        let failures = try lines.objects("request failed")
        #expect(failures.isEmpty == (reply.status < 500))
        #expect(failures.allSatisfy { ($0["error"] as? String)?.contains("SELECT secret") == true })
        #expect(failures.first?["request_id"] as? String == (reply.status < 500 ? nil : "abc"))
    }

    @Test("a problem is a document of RFC 9457 with code and request id")
    func document() async throws {
        let client = HTTPPipeline.testing().client {
            $0.get("busy") { _, _ -> String in throw Problem.overloaded(retryAfter: 3) }
        }
        let reply = try await client.send(.get, "/busy?x=1", headers: [.requestID: "r-1"])
        #expect(reply.status == 503)
        #expect(reply.headers[.contentType] == "application/problem+json")
        #expect(reply.headers[.retryAfter] == "3")
        #expect(
            try reply.problem()
                == ProblemDocument(
                    type: "about:blank", title: "Service Unavailable", status: 503,
                    detail: "The server has as much work as it takes on; try again.", instance: "/busy", code: "overloaded",
                    requestID: "r-1"))
    }

    private struct Wanted: Decodable {
        struct Inner: Decodable { let name: String }
        let k: Int
        let list: [Inner]?
        let flag: Bool?
        let time: Date?
    }

    @Test(
        "JSON of the wrong shape is answered with the place and what was expected",
        arguments: [
            (#"{"k": "ten"}"#, "$.k: expected a whole number."),
            (#"{"k": 1.5}"#, "A number in the body is not whole, or out of range."),
            (#"{}"#, "$.k: this member is missing."),
            (#"{"k": null}"#, "$.k: expected a whole number, not null."),
            (#"{"k": 1, "list": [{"name": "a"}, {"name": 3}]}"#, "$.list[1].name: expected a string."),
            (#"{"k": 1, "list": 7}"#, "$.list: expected a list."),
            (#"{"k": 1, "flag": 1}"#, "$.flag: expected true or false."),
            (#"{"k": 1, "time": "yesterday"}"#, "$.time: expected a time like"),
            (#"{"k": 1"#, "The body is no JSON."),
            ("", "The body is no JSON."),
        ])
    func decoding(body: String, detail: String) async throws {
        let client = HTTPPipeline.testing().client {
            $0.post("json") { request, context in try await "\(request.json(Wanted.self, context, limits: BodyLimits()).k)" }
        }
        let reply = try await client.send(.post, "/json", body: Array(body.utf8))
        #expect(reply.status == 400)
        let problem = try reply.problem()
        #expect(problem.code == "malformed")
        #expect(problem.detail.contains(detail))
    }

    @Test("unknown paths are 404, unknown methods of a known path 405 with Allow, and HEAD has no body")
    func routing() async throws {
        let client = HTTPPipeline.testing().client { router in
            router.get("v1/images/:id") { _, context in context.parameters.get("id") ?? "" }
            router.delete("v1/images/:id") { _, _ in HTTPResponse.Status.noContent }
            router.get("fails") { _, _ -> String in throw Problem.notFound("Nothing.") }
        }
        let missing = try await client.send(.get, "/v1/nothing")
        #expect(missing.status == 404)
        #expect(try missing.problem().code == "not_found")
        for method in [HTTPRequest.Method.post, .put, .patch, .options, .trace] {
            let refused = try await client.send(method, "/v1/images/7")
            #expect(refused.status == 405)
            #expect(refused.headers[.allow] == "DELETE, GET, HEAD")
            #expect(try refused.problem().code == "method_not_allowed")
        }
        let head = try await client.send(.head, "/v1/images/7")
        #expect((head.status, head.body.count, head.headers[.contentLength]) == (200, 0, "1"))
        for path in ["/nothing", "/fails"] {
            let head = try await client.send(.head, path)
            #expect(head.status == 404)
            #expect(head.body.isEmpty)
            #expect(head.headers[.contentLength] != "0")
        }
    }

    private struct Unknown: Error {}

    @Test(
        "whatever is thrown becomes a problem",
        arguments: [
            (CancellationError() as any Error, 503, "cancelled"), (NIOTooManyBytesError(maxBytes: 1), 413, "body_too_large"),
            (HTTPError(.badRequest, message: "no id"), 400, "bad_request"),
            (HTTPError(.badGateway, message: "secret"), 500, "internal_error"),
            (Unknown(), 500, "internal_error"),
        ])
    func anything(error: any Error, status: Int, code: String) {
        let problem = Problem(error)
        #expect((problem.status.code, problem.code) == (status, code))
        #expect(!problem.detail.contains("secret"))
    }
}
