import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceService
import SemblanceStorage
import SemblanceTensor

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is installed, what is missing, and what to do about it.",
        discussion: "Example: semblance doctor")

    @OptionGroup var common: CommonOptions

    /// One thing that was looked at.
    struct Check: Encodable {
        let name: String
        let ok: Bool
        let found: String
        let advice: String?
    }

    func run() async throws {
        let checks = [await configurationCheck(), await tensorCheck(), migrationsCheck(), homeCheck(), indexCheck(), await databaseCheck()]
        if common.json {
            try JSONOutput.write(checks)
        } else {
            for check in checks {
                try StandardOutput.write("\(check.ok ? "ok     " : "MISSING")  \(check.name): \(check.found.printable)\n")
                if let advice = check.advice { try StandardOutput.write("         \(advice.printable)\n") }
            }
        }
        if !checks.allSatisfy(\.ok) { throw ExitCode.failure }
    }

    private func configurationCheck() async -> Check {
        check("configuration") {
            let configuration = try Configuration(flags: common.flags)
            let changed = configuration.entries.filter { $0.source != ConfigurationSource.standard.description }
            return changed.isEmpty ? "defaults" : changed.map { "\($0.key) from \($0.source)" }.joined(separator: ", ")
        }
    }

    private func tensorCheck() async -> Check {
        let threads = await TensorActor.run { Torch.threads }
        let precision = Torch.hasFastBFloat16 ? "bf16 and fp32" : "fp32 (this processor has no fast bf16)"
        return Check(
            name: "libtorch", ok: true,
            found: "\(Torch.version), \(threads) threads, \(precision), \(Torch.cudaDeviceCount) CUDA devices", advice: nil)
    }

    private func migrationsCheck() -> Check {
        check("migrations") { try MigrationFiles.locate() }
    }

    private func homeCheck() -> Check {
        check("home") {
            let home = URL(fileURLWithPath: try Configuration(flags: common.flags)[\.home])
            var folder = home
            while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" { folder.deleteLastPathComponent() }
            guard FileManager.default.isWritableFile(atPath: folder.path) else {
                throw SemblanceError(.unreadable, "\(home.path) cannot be written to", advice: "choose another one with SEMBLANCE_HOME")
            }
            let free = try FileManager.default.attributesOfFileSystem(forPath: folder.path)[.systemFreeSize] as? NSNumber
            return "\(home.path), \(humanNumber((free?.doubleValue ?? 0) / 1e9)) GB free"
        }
    }

    private func indexCheck() -> Check {
        check("index") {
            let indexes = IndexFactory(IndexSettings(try Configuration(flags: common.flags)))
            return "\(indexes.settings.kind.rawValue), \(humanNumber(Double(indexes.budget) / 1e9)) GB of memory for it"
        }
    }

    private func databaseCheck() async -> Check {
        do {
            let workspace = try await Workspace(common)
            let (versions, schema) = try await workspace.withDatabase { (try await $0.engineVersions(), try await $0.schemaStatus()) }
            let kind = workspace.configuration[\.databaseURL] == nil ? "embedded PostgreSQL" : "PostgreSQL"
            return Check(
                name: "database", ok: true, found: "\(kind) \(versions.server), pgvector \(versions.vector), schema \(schema.current)",
                advice: nil)
        } catch {
            return Self.failure("database", error)
        }
    }

    private func check(_ name: String, _ body: () throws -> String) -> Check {
        do { return Check(name: name, ok: true, found: try body(), advice: nil) } catch { return Self.failure(name, error) }
    }

    private static func failure(_ name: String, _ error: any Error) -> Check {
        let known = error as? SemblanceError
        return Check(name: name, ok: false, found: known?.message ?? "\(error)", advice: known?.advice ?? "run make setup")
    }
}
