import Foundation
import SemblanceCore

/// Finds and reads the files of `migrations/`.
public enum MigrationFiles {
    /// Where packages of Semblance install them.
    private static let installed = "/usr/share/semblance/migrations"

    /// The folder with the migrations that belong to this program: `SEMBLANCE_MIGRATIONS`, else a folder `migrations` beside or
    /// above the executable (the repository, for a build in `.build/`), else `/usr/share/semblance/migrations`.
    ///
    /// - Throws: `notFound` where there is none
    public static func locate(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        if let folder = environment["SEMBLANCE_MIGRATIONS"], !folder.isEmpty {
            guard holdsMigrations(folder) else {
                throw SemblanceError(
                    .notFound, "SEMBLANCE_MIGRATIONS names \(folder), which holds no 0001_….sql", advice: "correct or unset it")
            }
            return folder
        }
        let candidates = Executable.folders.map { $0 + "/migrations" } + [installed]
        guard let folder = candidates.first(where: holdsMigrations) else {
            throw SemblanceError(
                .notFound, "the schema's migrations are not found beside the program",
                advice: "set SEMBLANCE_MIGRATIONS to the folder migrations of the source")
        }
        return folder
    }

    /// The migrations in a folder, in their order.
    ///
    /// - Throws: `unreadable`; `invalidArgument` for a gap, a number used twice, or a name of another form
    public static func load(from folder: String) throws -> [MigrationFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }
        } catch {
            throw SemblanceError(.unreadable, "the folder \(folder) with the migrations cannot be read", detail: "\(error)")
        }
        let files = try names.sorted().map { name in
            guard let data = FileManager.default.contents(atPath: folder + "/" + name), let sql = String(data: data, encoding: .utf8) else {
                throw SemblanceError(.unreadable, "the migration \(name) cannot be read, or is not UTF-8")
            }
            return try MigrationFile(name: String(name.dropLast(4)), sql: sql)
        }
        for (index, file) in files.enumerated() where file.number != index + 1 {
            throw SemblanceError(
                .invalidArgument, "the migration \(file.name).sql stands where number \(index + 1) was expected",
                advice: "number migrations without gaps, each number once")
        }
        guard !files.isEmpty else { throw SemblanceError(.notFound, "the folder \(folder) holds no migrations") }
        return files
    }

    private static func holdsMigrations(_ folder: String) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.contains { $0.hasPrefix("0001_") && $0.hasSuffix(".sql") }
    }
}
