import Synchronization

/// Who finds the faces of this process. The program says so once, when it starts; this module knows of no library that could.
///
/// It is one for the process, as a logging system is, because the same photo has to be framed alike wherever it comes by.
public enum FaceFinders {
    private static let finder = Mutex<(any FaceFinding)?>(nil)

    /// What preprocessors use where they are given nothing else; nil where nobody has said.
    public static var installed: (any FaceFinding)? { finder.withLock { $0 } }

    /// Says who finds faces from now on.
    public static func install(_ finder: any FaceFinding) { self.finder.withLock { $0 = finder } }
}
