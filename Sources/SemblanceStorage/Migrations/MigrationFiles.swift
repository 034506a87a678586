import Foundation
import SemblanceCore

/// Finds and reads the files of `migrations/`.
public enum MigrationFiles {
    private static let folder = ProgramFolder("migrations", variable: "SEMBLANCE_MIGRATIONS", content: "0001_….sql") {
        $0.hasPrefix("0001_") && $0.hasSuffix(".sql")
    }

    /// The folder with the migrations that belong to this program.
    ///
    /// - Throws: `notFound` where there is none
    public static func locate(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        try folder.locate(environment: environment)
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
}
