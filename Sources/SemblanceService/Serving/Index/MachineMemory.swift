import Foundation
import SemblanceCore
import SemblanceImaging

/// How much memory this process may use: the machine's, or what its control groups leave it, as in a container.
struct MachineMemory: Sendable {
    /// Where a hierarchy of control groups is mounted, and the file that holds a group's limit.
    private struct Hierarchy {
        let mount: String
        let file: String
    }

    private static let unified = Hierarchy(mount: "/sys/fs/cgroup", file: "memory.max")
    private static let memory = Hierarchy(mount: "/sys/fs/cgroup/memory", file: "memory.limit_in_bytes")

    private let root: String
    private let physical: Int

    /// - Parameters:
    ///   - root: what the paths of the system's files begin with; nothing for the system's own
    ///   - physical: bytes of the machine's memory
    init(root: String = "", physical: Int = Int(clamping: ProcessInfo.processInfo.physicalMemory)) {
        self.root = root
        self.physical = physical
    }

    /// Bytes that this process may use: the smallest of the machine's memory and the limits of the groups that it is in.
    var bytes: Int {
        let limits = groups.flatMap { hierarchy, path in
            Self.ancestry(path).compactMap { limit("\(hierarchy.mount)\($0)/\(hierarchy.file)") }
        }
        return limits.reduce(physical, min)
    }

    /// The groups of this process: lines of `number:controllers:path`, without a controller for the unified hierarchy (cgroups(7)). A
    /// container may see none of its path, but its own limit at the top.
    private var groups: [(Hierarchy, String)] {
        let lines = (text("/proc/self/cgroup") ?? "").split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
        let paths = lines.compactMap { parts -> (Hierarchy, String)? in
            guard parts.count >= 3 else { return nil }
            let path = parts[2...].joined(separator: ":")
            if parts[1].isEmpty { return (Self.unified, path) }
            return parts[1].split(separator: ",").contains("memory") ? (Self.memory, path) : nil
        }
        return paths + [(Self.unified, ""), (Self.memory, "")]
    }

    /// `/a/b` as `/a/b`, `/a` and nothing.
    private static func ancestry(_ path: String) -> [String] {
        let names = path.split(separator: "/")
        return (0...names.count).reversed().map { names.prefix($0).map { "/\($0)" }.joined() }
    }

    private func limit(_ path: String) -> Int? {
        // A group without a limit says "max", or a number that no machine has.
        text(path).flatMap { Int($0.filter { !$0.isWhitespace }) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private func text(_ path: String) -> String? {
        (try? FileReader.read(BytePath(root + path), maximumBytes: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }
}
