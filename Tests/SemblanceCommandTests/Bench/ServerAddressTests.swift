import SemblanceCore
import Testing

@testable import semblance

@Suite("Addresses of servers")
struct ServerAddressTests {
    @Test(
        "An address is read from a URL",
        arguments: [
            ("http://127.0.0.1:8080", "127.0.0.1", 8080), ("http://example.org/", "example.org", 80), ("http://[::1]:81", "::1", 81),
        ])
    func reads(url: String, host: String, port: Int) throws {
        #expect(try ServerAddress(url: url) == ServerAddress(host: host, port: port))
    }

    @Test(
        "Anything else is refused in words that name it",
        arguments: [
            "https://127.0.0.1", "127.0.0.1:8080", "http://", "http://host/path", "http://host:0", "http://host:70000", "http://host?a=b",
            "",
        ])
    func refuses(url: String) {
        let error = #expect(throws: SemblanceError.self) { try ServerAddress(url: url) }
        #expect(error?.code == .invalidArgument && error?.message.contains("'\(url)'") == true)
    }
}
