import HTTPTypes

/// Fields that swift-http-types has no name for.
extension HTTPField.Name {
    /// `X-Request-Id`: the name of a request.
    static let requestID = named("X-Request-Id")
    /// `X-API-Key`: a key, for clients that cannot set `Authorization`.
    static let apiKey = named("X-API-Key")
    /// `X-Frame-Options`: whether a page may be shown in a frame.
    static let frameOptions = named("X-Frame-Options")
    /// `Referrer-Policy`: what a page tells others of itself.
    static let referrerPolicy = named("Referrer-Policy")
    /// `RateLimit-Limit`: how many requests may come at once.
    static let rateLimitLimit = named("RateLimit-Limit")
    /// `RateLimit-Remaining`: how many of them are left.
    static let rateLimitRemaining = named("RateLimit-Remaining")
    /// `RateLimit-Reset`: seconds until all of them are there again.
    static let rateLimitReset = named("RateLimit-Reset")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no field name") }
        return field
    }
}
