import HTTPTypes
import Hummingbird
import SemblanceTestSupport
import Testing
import Yams

@testable import SemblanceServer

@Suite("The document that describes the API")
struct OpenAPITests {
    private static let methods: Set<String> = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]

    private func document() throws -> Node.Mapping {
        try #require(try Yams.compose(yaml: String(decoding: PackageResources.openapi_yaml, as: UTF8.self))?.mapping)
    }

    /// `GET /v1/images/{id}` and so on, each with what is said of it.
    private func operations(_ document: Node.Mapping) throws -> [String: Node.Mapping] {
        var operations: [String: Node.Mapping] = [:]
        for (path, item) in try #require(document["paths"]?.mapping) {
            for (key, operation) in try #require(item.mapping) {
                guard let method = key.string, Self.methods.contains(method), let path = path.string else { continue }
                let described: Node.Mapping = try #require(operation.mapping)
                operations["\(method.uppercased()) \(path)"] = described
            }
        }
        return operations
    }

    @Test("it names every route that is there, and no other")
    func routes() async throws {
        try await ServerBench.with(0) { server in
            let router = HTTPPipeline.testing().router()
            server.routes(router)
            let registered = router.routes.filter { $0.method != .head }.map { route in
                let parts = route.path.description.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
                return "\(route.method.rawValue) /\(parts.joined(separator: "/"))"
            }
            let documented = Set(try operations(document()).keys)
            #expect(Set(registered).subtracting(documented).isEmpty, "not in the document")
            #expect(documented.subtracting(registered).isEmpty, "in the document alone")
            #expect(registered.count == Set(registered).count && registered.count > 25)
        }
    }

    @Test("it is served as it is kept")
    func served() async throws {
        try await ServerBench.with(0) { server in
            let reply = try await server.get("/openapi.yaml")
            #expect(reply.status == 200 && reply.headers[.contentType]?.hasPrefix("application/yaml") == true)
            #expect(reply.body == PackageResources.openapi_yaml)
        }
    }

    @Test("every reference leads somewhere, and everything that may be referred to is")
    func references() throws {
        let document = try document()
        var found: Set<String> = []
        Self.collect(Node.mapping(document), into: &found)
        #expect(found.count > 20)
        for reference in found {
            let names = reference.split(separator: "/").dropFirst()
            #expect(reference.hasPrefix("#/") && names.reduce(Optional(Node.mapping(document))) { $0?[String($1)] } != nil, "\(reference)")
        }
        for (kind, items) in try #require(document["components"]?.mapping) where kind.string != "securitySchemes" {
            for (name, _) in try #require(items.mapping) {
                let reference = "#/components/\(kind.string ?? "")/\(name.string ?? "")"
                #expect(found.contains(reference), "\(reference) is referred to nowhere")
            }
        }
    }

    @Test("every operation has a name of its own and says how it fails")
    func operations() throws {
        let operations = try operations(document())
        let names = operations.values.compactMap { $0["operationId"]?.string }
        #expect(names.count == operations.count && Set(names).count == names.count)
        for (name, operation) in operations where name.contains("/v1/") {
            let statuses = Set(try #require(operation["responses"]?.mapping).keys.compactMap(\.string))
            let refusals: Set = name == "GET /v1/overview" ? [] : ["401", "403"]
            #expect(statuses.isSuperset(of: refusals.union(["400", "404", "429", "503"])), "\(name)")
            if operation["requestBody"] != nil { #expect(statuses.isSuperset(of: ["408", "413", "415"]), "\(name)") }
            #expect(statuses.contains { $0.hasPrefix("2") }, "\(name)")
        }
    }

    private static func collect(_ node: Node, into references: inout Set<String>) {
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                if key.string == "$ref", let reference = value.string { references.insert(reference) }
                collect(value, into: &references)
            }
        case .sequence(let nodes): for node in nodes { collect(node, into: &references) }
        default: break
        }
    }
}
