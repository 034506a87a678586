#include "internal.h"

#if defined(__x86_64__)
static bool supports_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool supports_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512vnni");
}
#endif

bool cscan_supports(CScanKernel kernel) {
    switch (kernel) {
    case CScanKernelPortable: return true;
#if defined(__x86_64__)
    case CScanKernelAVX2: return supports_avx2();
    case CScanKernelAVX512: return supports_avx512();
    case CScanKernelNEON: return false;
#elif defined(__aarch64__)
    case CScanKernelNEON: return true;
    case CScanKernelAVX2:
    case CScanKernelAVX512: return false;
#else
    case CScanKernelAVX2:
    case CScanKernelAVX512:
    case CScanKernelNEON: return false;
#endif
    }
}

static CScanSelect *implementation(CScanKernel kernel) {
    switch (kernel) {
#if defined(__x86_64__)
    case CScanKernelAVX2: return cscan_select_avx2;
    case CScanKernelAVX512: return cscan_select_avx512;
#elif defined(__aarch64__)
    case CScanKernelNEON: return cscan_select_neon;
#endif
    default: return cscan_select_portable;
    }
}

void cscan_select(
    CScanKernel kernel, const CScanRows *rows, const CScanQuery *queries, size_t query_count, size_t first_block,
    size_t block_count, CScanHit *hits, size_t *hit_counts) {
    for (size_t query = 0; query < query_count; query++) hit_counts[query] = 0;
    implementation(kernel)(rows, queries, query_count, first_block, block_count, hits, hit_counts);
}
