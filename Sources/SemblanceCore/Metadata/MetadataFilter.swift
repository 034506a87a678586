/// A condition on what else is known of an image: its metadata, a JSON object.
///
/// Every case either matches an image or does not; there is no third answer, so `not` matches exactly the images that its operand
/// does not, those without the member included.
public indirect enum MetadataFilter: Sendable, Equatable {
    /// How a member is compared with a bound.
    public enum Order: String, Sendable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// The member is there and equals one of the values (`=`, `in`): numbers by value, so that 1 equals 1.0, strings exactly.
    case oneOf(MetadataPath, [MetadataValue])
    /// The member is there and equals none of the values (`!=`, `not in`); an image without the member does not match.
    case noneOf(MetadataPath, [MetadataValue])
    /// The member is a number, and the bound too, or both are strings, compared by code points. Nothing else matches.
    case ordered(MetadataPath, Order, MetadataValue)
    /// The member is there, be it null.
    case exists(MetadataPath)
    /// The operand does not match.
    case not(MetadataFilter)
    /// All of them match.
    case all([MetadataFilter])
    /// One of them matches.
    case any([MetadataFilter])

    /// How many bytes an expression may have.
    public static let maximumBytes = 4096
    /// How many values and tests for existence an expression may hold altogether.
    public static let maximumTerms = 100
    /// How deep parentheses and `not` may be nested, and how many names a path may have.
    public static let maximumDepth = 32
}
