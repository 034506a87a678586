#include <cblas.h>
// Declared here because cblas.h of the reference BLAS, which Debian's alternatives may select, lacks it.
void openblas_set_num_threads(int num_threads);
