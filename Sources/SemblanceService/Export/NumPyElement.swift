/// A value of four bytes that stands in a `.npy` file.
public protocol NumPyElement: Sendable {
    /// What NumPy calls its form: the order of bytes, the kind and the width.
    static var numPyDescription: String { get }

    /// A value by its bits.
    init(numPyBits: UInt32)
}

extension Float: NumPyElement {
    /// A float, the lowest byte first.
    public static var numPyDescription: String { "<f4" }

    /// The value of these bits.
    public init(numPyBits: UInt32) { self.init(bitPattern: numPyBits) }
}

extension Int32: NumPyElement {
    /// An integer with a sign, the lowest byte first.
    public static var numPyDescription: String { "<i4" }

    /// The value of these bits.
    public init(numPyBits: UInt32) { self.init(bitPattern: numPyBits) }
}
