import Glibc

extension BytePath {
    /// Whether a file is there, or the file that it would be a part of, as for a member of an archive. What cannot be looked at
    /// counts as there.
    public var isPresent: Bool {
        let found = try? withCString { path in
            var status = stat()
            return lstat(path, &status) == 0 || errno != ENOENT
        }
        return found ?? false
    }
}
