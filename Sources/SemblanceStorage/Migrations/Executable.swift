import Foundation

/// Where the running program lies, independent of the current folder.
enum Executable {
    /// The folder of the program and all folders above it, nearest first; links are followed.
    static let folders: [String] = {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return [] }
        var folders: [String] = []
        var folder = (path as NSString).deletingLastPathComponent
        while !folder.isEmpty, folder != "/" {
            folders.append(folder)
            folder = (folder as NSString).deletingLastPathComponent
        }
        return folders
    }()
}
