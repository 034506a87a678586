#include <cblas.h>
#include <stddef.h>
// Declared here because cblas.h of the reference BLAS, which Debian's alternatives may select, lacks it.
void openblas_set_num_threads(int num_threads);
// LAPACK's eigenvalues and eigenvectors of a symmetric matrix, which OpenBLAS contains; Debian keeps the header in a package of its own. The
// last three arguments are the lengths of the first three, as gfortran passes them.
void dsyevr_(
    const char *job, const char *range, const char *triangle, const int *order, double *matrix, const int *stride, const double *lowest,
    const double *highest, const int *first, const int *last, const double *tolerance, int *found, double *values, double *vectors,
    const int *vector_stride, int *support, double *work, const int *work_count, int *integer_work, const int *integer_work_count,
    int *status, size_t job_length, size_t range_length, size_t triangle_length);
// LAPACK's sorting of `count` numbers: order "I" for increasing.
void slasrt_(const char *order, const int *count, float *numbers, int *status, size_t order_length);
