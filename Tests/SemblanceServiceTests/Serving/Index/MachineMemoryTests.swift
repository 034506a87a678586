import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("The memory that a process may use")
struct MachineMemoryTests {
    @Test(
        "is the machine's, or less where a control group leaves less",
        arguments: [
            ([:], 1000),
            (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"], 1000),
            (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "600\n"], 600),
            (["sys/fs/cgroup/memory.max": "600\n"], 600),
            (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "5000\n"], 1000),
            // The limit of a group above holds too.
            (["proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "700\n", "sys/fs/cgroup/a/memory.max": "400\n"], 400),
            (["proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "300\n", "sys/fs/cgroup/a/memory.max": "400\n"], 300),
            (["proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/other/memory.max": "300\n"], 1000),
            // The older hierarchy, beside the newer one; other controllers say nothing of memory.
            (
                [
                    "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/x:y\n0::/\n",
                    "sys/fs/cgroup/memory/x:y/memory.limit_in_bytes": "800\n", "sys/fs/cgroup/memory/x/memory.limit_in_bytes": "1\n",
                ], 800
            ),
            (["sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"], 1000),
            (["sys/fs/cgroup/memory/memory.limit_in_bytes": "900\n"], 900),
            (["proc/self/cgroup": "nothing\n0::\n", "sys/fs/cgroup/memory.max": "none\n"], 1000),
        ])
    func limits(files: [String: String], bytes: Int) throws {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(Array(text.utf8), to: name) }
        #expect(MachineMemory(root: folder.path, physical: 1000).bytes == bytes)
    }

    @Test("of this machine is something")
    func here() {
        #expect(MachineMemory().bytes > 1 << 20)
        #expect(IndexFactory().budget == MachineMemory().bytes / 2 && IndexFactory(IndexSettings(memory: 5)).budget == 5)
    }
}
