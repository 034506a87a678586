import Foundation
import SemblanceCore
import SemblanceImaging

/// Makes tars by the system's own command.
public enum Tar {
    /// Packs members of a folder, in the order given, into a tar beside them.
    ///
    /// - Returns: the tar's absolute path
    public static func pack(_ members: [String], in folder: TemporaryFolder, to name: String = "corpus.tar", options: [String] = []) throws
        -> BytePath
    {
        try run(["-cf", folder.file(name), "-C", folder.path] + options + ["--"] + members)
        return try BytePath(folder.file(name)).absolute()
    }

    /// Packs members by names that need not be UTF-8.
    public static func pack(names: [[UInt8]], in folder: TemporaryFolder, options: [String]) throws -> BytePath {
        try folder.write(Array(names.joined(separator: [0])), to: "names")
        try run(["-cf", folder.file("corpus.tar"), "-C", folder.path] + options + ["--null", "--files-from=" + folder.file("names")])
        return try BytePath(folder.file("corpus.tar")).absolute()
    }

    /// Writes the members, and packs them.
    public static func pack(_ members: KeyValuePairs<String, String>, in folder: TemporaryFolder, to name: String = "corpus.tar") throws
        -> BytePath
    {
        for (name, text) in members { try folder.write(Array(text.utf8), to: name) }
        return try pack(members.map(\.key), in: folder, to: name)
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw SemblanceError(.engine, "tar \(arguments) failed") }
    }
}
