import HTTPTypes
import Hummingbird

extension Router where Context == ServerContext {
    /// Answers the methods that a path does not know with 405 and the list of those it does. Call it when every route is in place.
    public func refuseOtherMethods() {
        var known: [String: (path: RouterPath, methods: Set<HTTPRequest.Method>)] = [:]
        for route in routes {
            known[route.path.description, default: (route.path, [])].methods.insert(route.method)
        }
        for (path, methods) in known.values {
            let allowed = methods.contains(.get) ? methods.union([.head]) : methods
            for method in Self.usualMethods where !allowed.contains(method) {
                on(path, method: method) { _, _ -> Response in throw Problem.methodNotAllowed(Array(allowed)) }
            }
        }
    }

    private static var usualMethods: [HTTPRequest.Method] {
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
    }
}
