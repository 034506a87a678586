import Foundation
import SemblanceCore

/// What a filter means, said a second time without SQL.
extension MetadataFilter {
    func matches(_ metadata: RandomMetadata.Value) -> Bool {
        switch self {
        case .oneOf(let path, let values):
            return metadata.member(path).map { member in values.contains { Self.equal(member, $0) } } ?? false
        case .noneOf(let path, let values):
            return metadata.member(path).map { member in !values.contains { Self.equal(member, $0) } } ?? false
        case .ordered(let path, let order, let bound):
            guard case .scalar(let value) = metadata.member(path) else { return false }
            switch (value, bound) {
            case (.number(let a), .number(let b)): return order.holds(Self.decimal(a), Self.decimal(b))
            case (.string(let a), .string(let b)):
                return order.holds(CodePoints(scalars: Array(a.unicodeScalars)), CodePoints(scalars: Array(b.unicodeScalars)))
            default: return false
            }
        case .exists(let path): return metadata.member(path) != nil
        case .not(let filter): return !filter.matches(metadata)
        case .all(let filters): return filters.allSatisfy { $0.matches(metadata) }
        case .any(let filters): return filters.contains { $0.matches(metadata) }
        }
    }

    private static func equal(_ member: RandomMetadata.Value, _ value: MetadataValue) -> Bool {
        guard case .scalar(let scalar) = member else { return false }
        switch (scalar, value) {
        case (.number(let a), .number(let b)): return decimal(a) == decimal(b)
        case (.string(let a), .string(let b)): return Array(a.utf8) == Array(b.utf8)
        default: return scalar == value
        }
    }

    private static func decimal(_ number: String) -> Decimal { Decimal(string: number) ?? .nan }
}

private struct CodePoints: Comparable {
    let scalars: [Unicode.Scalar]
    static func < (a: CodePoints, b: CodePoints) -> Bool { a.scalars.lexicographicallyPrecedes(b.scalars) }
}

extension MetadataFilter.Order {
    fileprivate func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
        switch self {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}
