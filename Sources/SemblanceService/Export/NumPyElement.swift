/// A value of four bytes that stands in a `.npy` file.
public protocol NumPyElement: Sendable {
    /// What NumPy calls its form: the order of bytes, the kind and the width.
    static var numPyDescription: String { get }

    /// A value by its bits.
    init(numPyBits: UInt32)
}

extension Float: NumPyElement {
    public static var numPyDescription: String { "<f4" }

    public init(numPyBits: UInt32) { self.init(bitPattern: numPyBits) }
}

extension Int32: NumPyElement {
    public static var numPyDescription: String { "<i4" }

    public init(numPyBits: UInt32) { self.init(bitPattern: numPyBits) }
}
