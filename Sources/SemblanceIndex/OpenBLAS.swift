import COpenBLAS

/// OpenBLAS as this module uses it: each call on the thread that makes it, the threads being ours.
enum OpenBLAS {
    private static let configured: Void = openblas_set_num_threads(1)

    static func prepare() {
        configured
    }
}
