/// What followed from a measured recall.
public enum RecallChange: Sendable, Equatable {
    /// It was below the floor, and the index searches more thoroughly from now on.
    case improved(RecallFigures)
    /// It was below the floor: searches are exhaustive from now on.
    case fellBack(RecallFigures)
    /// It is above the floor again: searches ask the index from now on.
    case returned(RecallFigures)
}
