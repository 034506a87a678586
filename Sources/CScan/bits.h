#ifndef CSCAN_BITS_INTERNAL_H
#define CSCAN_BITS_INTERNAL_H

#include "internal.h"

#include "cscan_bits.h"

typedef void CScanSelectBits(
    const CScanStore *store, const CScanBitQuery *queries, size_t query_count, size_t first_block, size_t block_count,
    const uint32_t *allowed, uint32_t *rows, size_t *row_counts);
typedef void CScanMultiplyHigh(
    const CScanStore *store, const int8_t *query, const uint32_t *rows, size_t row_count, int32_t *products);
typedef size_t CScanEncode(
    const CScanStore *store, const float *rows, const float *signs, size_t first_block, size_t block_count);

/// What each kernel is made of.
typedef struct {
    CScanSelectBits *select;
    CScanMultiplyHigh *multiply;
    CScanEncode *encode;
} CScanBitKernel;

extern const CScanBitKernel cscan_bits_portable;
#if defined(__x86_64__)
extern const CScanBitKernel cscan_bits_avx2;
extern const CScanBitKernel cscan_bits_avx512;
#elif defined(__aarch64__)
extern const CScanBitKernel cscan_bits_neon;
#endif

/// ⌈n / 16⌉
CSCAN_INLINE size_t cscan_chunks(const CScanStore *store) {
    return (store->dimension + CSCAN_BITS_CHUNK - 1) / CSCAN_BITS_CHUNK;
}

/// Appends the rows of a block that are set in `mask`.
CSCAN_INLINE void cscan_name(uint32_t mask, size_t block, uint32_t *rows, size_t *count) {
    for (; mask != 0; mask &= mask - 1) {
        rows[*count] = (uint32_t)(block * CSCAN_BITS_LANES) + (uint32_t)__builtin_ctz(mask);
        *count += 1;
    }
}

#endif
