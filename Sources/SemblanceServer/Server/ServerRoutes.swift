import Hummingbird

/// Every route of the server.
public struct ServerRoutes: Sendable {
    private let parts: ServerParts

    /// - Parameter parts: what routes work with
    public init(parts: ServerParts) { self.parts = parts }

    /// Puts the routes into a router.
    public func add(to router: Router<ServerContext>) {
        PageController().addRoutes(to: router)
        OperationsController(parts: parts).addRoutes(to: router)
        let v1 = router.group("v1").add(middleware: UploadGateMiddleware(gate: UploadGate(limit: parts.options.uploads)))
        OverviewController(parts: parts).addRoutes(to: v1.group())
        SearchController(parts: parts).addRoutes(to: v1.group())
        PictureController(parts: parts).addRoutes(to: v1.group())
        MapController(parts: parts).addRoutes(to: v1.group())
        ImageController(parts: parts).addRoutes(to: v1.group())
        ModelController(parts: parts).addRoutes(to: v1.group())
        JobController(parts: parts).addRoutes(to: v1.group())
    }
}
