import CTorch
import SemblanceCore

extension Tensor {
    /// A tensor of f32 values, row-major.
    public convenience init(_ values: [Float], shape: [Int]) throws {
        try self.init(values, .float32, shape: shape)
    }

    /// A tensor of bytes, row-major.
    public convenience init(bytes values: [UInt8], shape: [Int]) throws {
        try self.init(values, .uint8, shape: shape)
    }

    /// A tensor from the raw little-endian bytes of its elements.
    public convenience init(rawBytes: some Sequence<UInt8>, type: ElementType, shape: [Int]) throws {
        try self.init(Array(rawBytes), type, shape: shape)
    }

    private convenience init<Element>(_ values: [Element], _ type: ElementType, shape: [Int]) throws {
        let needed = shape.reduce(1, *) * type.size
        let given = values.count * MemoryLayout<Element>.size
        guard given == needed else {
            throw SemblanceError(.engine, "\(given) bytes for a tensor of shape \(shape), which takes \(needed)")
        }
        let sizes = shape.map(Int64.init)
        let handle = values.withUnsafeBytes { ct_from_data($0.baseAddress, type.code, sizes, Int32(sizes.count)) }
        try self.init(handle, "making a tensor")
    }

    /// A tensor with one value everywhere.
    public static func full(_ value: Double, shape: [Int], type: ElementType = .float32, device: Device = .cpu) throws -> Tensor {
        let sizes = shape.map(Int64.init)
        return try Tensor(ct_full(value, sizes, Int32(sizes.count), type.code, device.code), "making a tensor")
    }

    /// Values from N(0, 1).
    public static func randomNormal(shape: [Int], generator: RandomGenerator, device: Device = .cpu) throws -> Tensor {
        let sizes = shape.map(Int64.init)
        return try generator.withHandle { try Tensor(ct_randn(sizes, Int32(sizes.count), $0, device.code), "drawing random numbers") }
    }

    /// Values from U[0, 1).
    public static func randomUniform(shape: [Int], generator: RandomGenerator, device: Device = .cpu) throws -> Tensor {
        let sizes = shape.map(Int64.init)
        return try generator.withHandle { try Tensor(ct_rand(sizes, Int32(sizes.count), $0, device.code), "drawing random numbers") }
    }
}

extension Tensor {
    /// Another name for the same elements and history.
    public convenience init(sharing other: Tensor) throws {
        try self.init("sharing", [other]) { ct_unary(CT_ALIAS, $0[0]) }
    }
}
