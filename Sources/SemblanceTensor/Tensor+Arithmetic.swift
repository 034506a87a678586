import CTorch

extension Tensor {
    /// Elementwise sum, broadcast.
    public static func + (a: Tensor, b: Tensor) throws -> Tensor { try Tensor(ct_binary(CT_ADD, a.handle, b.handle), "+") }
    /// Elementwise difference, broadcast.
    public static func - (a: Tensor, b: Tensor) throws -> Tensor { try Tensor(ct_binary(CT_SUB, a.handle, b.handle), "-") }
    /// Elementwise product, broadcast.
    public static func * (a: Tensor, b: Tensor) throws -> Tensor { try Tensor(ct_binary(CT_MUL, a.handle, b.handle), "*") }
    /// Elementwise quotient, broadcast.
    public static func / (a: Tensor, b: Tensor) throws -> Tensor { try Tensor(ct_binary(CT_DIV, a.handle, b.handle), "/") }
    /// Adds a number to every element.
    public static func + (a: Tensor, b: Double) throws -> Tensor { try Tensor(ct_scalar(CT_ADD_SCALAR, a.handle, b), "+") }
    /// Takes a number from every element.
    public static func - (a: Tensor, b: Double) throws -> Tensor { try Tensor(ct_scalar(CT_ADD_SCALAR, a.handle, -b), "-") }
    /// Multiplies every element with a number.
    public static func * (a: Tensor, b: Double) throws -> Tensor { try Tensor(ct_scalar(CT_MUL_SCALAR, a.handle, b), "*") }
    /// Multiplies every element with a number.
    public static func * (a: Double, b: Tensor) throws -> Tensor { try b * a }
    /// Changes the sign.
    public static prefix func - (a: Tensor) throws -> Tensor { try a.unary(CT_NEG, "-") }

    /// Matrix product.
    public func multiplied(by other: Tensor) throws -> Tensor { try Tensor(ct_binary(CT_MATMUL, handle, other.handle), "matmul") }
    /// x²
    public func squared() throws -> Tensor { try unary(CT_SQUARE, "square") }
    /// √x
    public func squareRoot() throws -> Tensor { try unary(CT_SQRT, "sqrt") }
    /// |x|
    public func absolute() throws -> Tensor { try unary(CT_ABS, "abs") }
    /// max(x, 0)
    public func relu() throws -> Tensor { try unary(CT_RELU, "relu") }
    /// x where positive, slope · x elsewhere
    public func leakyReLU(slope: Double) throws -> Tensor { try Tensor(ct_scalar(CT_LEAKY_RELU, handle, slope), "leaky_relu") }
    /// tanh x
    public func tanh() throws -> Tensor { try unary(CT_TANH, "tanh") }
    /// Values pushed into a range.
    public func clamped(_ minimum: Double, _ maximum: Double) throws -> Tensor {
        let raised = try Tensor(ct_scalar(CT_CLAMP_MIN, handle, minimum), "clamp")
        return try Tensor(ct_scalar(CT_CLAMP_MAX, raised.handle, maximum), "clamp")
    }

    /// The sum over `dimensions`, or over everything.
    public func sum(_ dimensions: [Int] = [], keep: Bool = false) throws -> Tensor { try reduce(CT_SUM, dimensions, keep, "sum") }
    /// The mean over `dimensions`, or over everything.
    public func mean(_ dimensions: [Int] = [], keep: Bool = false) throws -> Tensor { try reduce(CT_MEAN, dimensions, keep, "mean") }

    func unary(_ operation: ct_unary_op, _ name: StaticString) throws -> Tensor { try Tensor(ct_unary(operation, handle), name) }

    private func reduce(_ operation: ct_reduction, _ dimensions: [Int], _ keep: Bool, _ name: StaticString) throws -> Tensor {
        let dims = dimensions.map(Int64.init)
        return try Tensor(ct_reduce(operation, handle, dims, Int32(dims.count), keep), name)
    }
}
