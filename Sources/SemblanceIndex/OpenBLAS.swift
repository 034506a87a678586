import COpenBLAS

/// OpenBLAS as this module uses it: each call on the thread that makes it, the threads being ours.
enum OpenBLAS {
    private static let configured: Void = openblas_set_num_threads(1)

    static func prepare() {
        configured
    }

    /// The product of each row of `a` with each of `b`: `result[i · count of b + j]` = ⟨aᵢ, bⱼ⟩.
    ///
    /// - Parameter result: room for them, or more
    static func multiply(_ a: [Float], _ b: UnsafeBufferPointer<Float>, dimension: Int, into result: inout [Float]) {
        let (m, n, k) = (Int32(a.count / dimension), Int32(b.count / dimension), Int32(dimension))
        precondition(result.count >= Int(m) * Int(n), "room for all products")
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, k, b.baseAddress, k, 0, &result, n)
    }
}
