import CTorch

extension Tensor {
    /// Elementwise sum, broadcast.
    public static func + (a: Tensor, b: Tensor) throws -> Tensor { try binary(CT_ADD, a, b, "+") }
    /// Elementwise difference, broadcast.
    public static func - (a: Tensor, b: Tensor) throws -> Tensor { try binary(CT_SUB, a, b, "-") }
    /// Elementwise product, broadcast.
    public static func * (a: Tensor, b: Tensor) throws -> Tensor { try binary(CT_MUL, a, b, "*") }
    /// Elementwise quotient, broadcast.
    public static func / (a: Tensor, b: Tensor) throws -> Tensor { try binary(CT_DIV, a, b, "/") }
    /// Adds a number to every element.
    public static func + (a: Tensor, b: Double) throws -> Tensor { try a.scalar(CT_ADD_SCALAR, b, "+") }
    /// Takes a number from every element.
    public static func - (a: Tensor, b: Double) throws -> Tensor { try a.scalar(CT_ADD_SCALAR, -b, "-") }
    /// Multiplies every element with a number.
    public static func * (a: Tensor, b: Double) throws -> Tensor { try a.scalar(CT_MUL_SCALAR, b, "*") }
    /// Multiplies every element with a number.
    public static func * (a: Double, b: Tensor) throws -> Tensor { try b * a }
    /// Changes the sign.
    public static prefix func - (a: Tensor) throws -> Tensor { try a.unary(CT_NEG, "-") }

    /// x²
    public func squared() throws -> Tensor { try unary(CT_SQUARE, "square") }
    /// √x
    public func squareRoot() throws -> Tensor { try unary(CT_SQRT, "sqrt") }
    /// |x|
    public func absolute() throws -> Tensor { try unary(CT_ABS, "abs") }
    /// max(x, 0)
    public func relu() throws -> Tensor { try unary(CT_RELU, "relu") }
    /// x where positive, slope · x elsewhere
    public func leakyReLU(slope: Double) throws -> Tensor { try scalar(CT_LEAKY_RELU, slope, "leaky_relu") }
    /// x where |x| ≤ limit, ± limit beyond; limit ≥ 0
    public func clamped(to limit: Double) throws -> Tensor { try scalar(CT_CLAMP, limit, "clamp") }
    /// tanh x
    public func tanh() throws -> Tensor { try unary(CT_TANH, "tanh") }
    /// eˣ
    public func exponential() throws -> Tensor { try unary(CT_EXP, "exp") }
    /// ln a
    public func logarithm() throws -> Tensor { try unary(CT_LOG, "log") }
    /// log(1 + eˣ), that is −log σ(−x), without overflow
    public func softplus() throws -> Tensor { try unary(CT_SOFTPLUS, "softplus") }

    /// The sum over `dimensions`, or over everything.
    public func sum(_ dimensions: [Int] = [], keep: Bool = false) throws -> Tensor { try reduce(CT_SUM, dimensions, keep, "sum") }
    /// The mean over `dimensions`, or over everything.
    public func mean(_ dimensions: [Int] = [], keep: Bool = false) throws -> Tensor { try reduce(CT_MEAN, dimensions, keep, "mean") }

    func unary(_ operation: ct_unary_op, _ name: StaticString) throws -> Tensor { try Tensor(name, [self]) { ct_unary(operation, $0[0]) } }

    private static func binary(_ operation: ct_binary_op, _ a: Tensor, _ b: Tensor, _ name: StaticString) throws -> Tensor {
        try Tensor(name, [a, b]) { ct_binary(operation, $0[0], $0[1]) }
    }

    private func scalar(_ operation: ct_scalar_op, _ value: Double, _ name: StaticString) throws -> Tensor {
        try Tensor(name, [self]) { ct_scalar(operation, $0[0], value) }
    }

    private func reduce(_ operation: ct_reduction, _ dimensions: [Int], _ keep: Bool, _ name: StaticString) throws -> Tensor {
        let dims = dimensions.map(Int64.init)
        return try Tensor(name, [self]) { ct_reduce(operation, $0[0], dims, Int32(dims.count), keep) }
    }
}
