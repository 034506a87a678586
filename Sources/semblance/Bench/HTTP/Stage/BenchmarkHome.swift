import Foundation
import SemblanceCore
import SemblanceStorage

/// A home with a database that is made for a measurement and removed after it.
struct BenchmarkHome: Sendable {
    let path: String

    /// Makes a home for `body`; other processes may work on it meanwhile.
    static func with<Result>(_ body: (BenchmarkHome) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.path + "/semblance-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let home = BenchmarkHome(path: path)
        do {
            let result = try await body(home)
            try await EmbeddedCluster(home: path).stop()
            return result
        } catch {
            _ = try? await EmbeddedCluster(home: path).stop()
            throw error
        }
    }

    /// Opens the home's database for `body`.
    func withDatabase<Result>(_ body: (Database) async throws -> Result) async throws -> Result {
        let database = try await Database.open(url: nil, home: path)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    /// This program with other arguments, on this home, undisturbed by what configures the process that measures.
    func command(_ arguments: [String]) -> Process {
        let kept: Set = ["SEMBLANCE_POSTGRES", "SEMBLANCE_THREADS", "SEMBLANCE_DEVICE"]
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            name != "DATABASE_URL" && (!name.hasPrefix("SEMBLANCE_") || kept.contains(name))
        }
        environment["SEMBLANCE_HOME"] = path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: path, isDirectory: true)
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
