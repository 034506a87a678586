import Foundation

/// A folder that comes with the program: the schema's migrations, the shipped models.
///
/// It is what an environment variable names, else the folder of its name beside or above the executable (the repository, for a build in
/// `.build/`), else the one below `/usr/share/semblance`, where packages install it.
public struct ProgramFolder: Sendable {
    /// The folder's name.
    public let name: String
    /// The environment variable that names another one.
    public let variable: String
    /// What it holds, for messages: the file that has to be there.
    public let content: String

    private let holdsFile: @Sendable (String) -> Bool
    private static let installed = "/usr/share/semblance/"

    /// - Parameters:
    ///   - content: what it holds, for messages
    ///   - holdsFile: whether a file's name is that of such a file
    public init(_ name: String, variable: String, content: String, holdsFile: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.variable = variable
        self.content = content
        self.holdsFile = holdsFile
    }

    /// The folder of the running program and all folders above it, nearest first; links are followed.
    public static let aroundProgram: [String] = {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return [] }
        var folders: [String] = []
        var folder = (path as NSString).deletingLastPathComponent
        while !folder.isEmpty, folder != "/" {
            folders.append(folder)
            folder = (folder as NSString).deletingLastPathComponent
        }
        return folders
    }()

    /// Where it lies.
    ///
    /// - Throws: `notFound` where there is none
    public func locate(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        if let folder = environment[variable], !folder.isEmpty {
            guard holds(folder) else {
                throw SemblanceError(.notFound, "\(variable) names \(folder), which holds no \(content)", advice: "correct or unset it")
            }
            return folder
        }
        let candidates = Self.aroundProgram.map { $0 + "/" + name } + [Self.installed + name]
        guard let folder = candidates.first(where: holds) else {
            throw SemblanceError(
                .notFound, "the folder \(name) with \(content) is not found beside the program",
                advice: "set \(variable) to the folder \(name) of the source")
        }
        return folder
    }

    private func holds(_ folder: String) -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains(where: holdsFile)
    }
}
