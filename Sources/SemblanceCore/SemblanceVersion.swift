/// Which Semblance this is.
public enum SemblanceVersion {
    /// The newest heading of CHANGELOG.md.
    public static let current = "0.1.0"
}
