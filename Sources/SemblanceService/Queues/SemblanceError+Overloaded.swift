import SemblanceCore

extension SemblanceError {
    /// A queue is full.
    static let overloaded = SemblanceError(.overloaded, "more is asked for than can be done now", advice: "try again in a second")
}
