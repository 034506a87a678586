import Glibc

/// A list of C strings that ends with nil, freed with its owner.
final class CStringList {
    private let owned: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { owned = strings.map { strdup($0) } }

    deinit { for pointer in owned { free(pointer) } }

    /// The strings, then nil; valid while the list lives.
    var pointers: [UnsafePointer<CChar>?] { owned.map { UnsafePointer($0) } + [nil] }
    /// The same for functions that want mutable strings.
    var mutablePointers: [UnsafeMutablePointer<CChar>?] { owned + [nil] }
}
