import SemblanceCore

extension ServerOptions {
    /// Whether only this machine reaches the address.
    public var isLoopback: Bool {
        let host = host.lowercased()
        return host == "localhost" || host == "::1" || host == "[::1]"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    /// Refuses values that make no server.
    ///
    /// - Throws: an `invalidArgument` error that names the setting
    public func validate() throws {
        for (name, isSound, wanted) in rules where !isSound {
            throw SemblanceError(.invalidArgument, "the server's \(name) makes no sense", advice: "give \(wanted)")
        }
    }

    private var rules: [(String, Bool, String)] {
        [
            ("host", !host.isEmpty, "an address or a name"),
            ("port", (0...65_535).contains(port), "a number from 0 to 65535"),
            ("limit on body bytes", body.bytes >= 1024 && body.partBytes >= 1024, "at least 1024"),
            ("time for a body", body.seconds > 0, "seconds above 0"),
            ("limit on parts", body.parts >= 2, "at least 2: an interpolation has two images"),
            ("limit on the head of a part", body.partHeaderBytes >= 256, "at least 256 bytes"),
            ("limit on header bytes", headerBytes >= 1024, "at least 1024"),
            ("limit on header fields", headerCount >= 16, "at least 16"),
            ("idle time", idleSeconds > 0, "seconds above 0"),
            ("patience with closed connections", hangUpSeconds >= 0, "seconds, 0 for none"),
            ("limit on connections", connections >= 1, "at least 1"),
            ("limit on uploads", uploads >= 1, "at least 1"),
            ("batch window", batchWindowMilliseconds >= 0, "milliseconds, 0 for none"),
            ("batch size", batchSize >= 1, "at least 1"),
            ("queue", queueLength >= 1, "at least 1"),
            ("rate", rate >= 0 && rate.isFinite, "requests a second, 0 for no limit"),
            ("burst", burst >= 1, "at least 1"),
            ("time to drain", drainSeconds >= 0, "seconds, 0 for none"),
            ("list of origins", corsOrigins.allSatisfy(Self.isOrigin), "origins like https://example.org, without a path"),
        ]
    }

    /// Whether a text is what a browser sends as `Origin`.
    private static func isOrigin(_ text: String) -> Bool {
        ["http://", "https://"].contains { scheme in
            guard text.hasPrefix(scheme) else { return false }
            let rest = text.dropFirst(scheme.count)
            return !rest.isEmpty && !rest.contains { "/?#* ".contains($0) }
        }
    }
}
