#include "internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma")))

/// Adds the products of eight rows' groups with a query's: |row| times the query with the row's sign, which is at most 127 · 127,
/// so that the sum of two stays within 16 bits.
TARGET CSCAN_INLINE __m256i add_products(__m256i sums, __m256i rows, __m256i query) {
    __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(rows), _mm256_sign_epi8(query, rows));
    return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

/// One bit for each of eight lanes: whether the query wants it.
TARGET CSCAN_INLINE uint32_t wanted(const CScanRows *rows, const CScanQuery *query, size_t first, __m256i dots) {
    __m256 errors = _mm256_mul_ps(_mm256_set1_ps(query->error_weight), _mm256_loadu_ps(rows->errors + first));
    __m256 scores = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dots), _mm256_loadu_ps(rows->scales + first), errors);
    if (rows->lengths != NULL) {
        __m256 lengths = _mm256_loadu_ps(rows->lengths + first), inverses = _mm256_loadu_ps(rows->inverse_lengths + first);
        scores = _mm256_fnmadd_ps(_mm256_set1_ps(query->length_weight), lengths, scores);
        scores = _mm256_fnmadd_ps(_mm256_set1_ps(query->inverse_weight), inverses, scores);
    }
    return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(scores, _mm256_set1_ps(query->least), _CMP_GE_OQ));
}

/// The products of the codes, without the 128 that is added to those of rows.
TARGET CSCAN_INLINE void multiply(
    const uint8_t *codes, const CScanQuery *queries, const size_t query_count, size_t groups, __m256i *low, __m256i *high) {
    const __m256i sign = _mm256_set1_epi8((char)0x80);
#pragma GCC unroll 4
    for (size_t query = 0; query < query_count; query++) low[query] = high[query] = _mm256_setzero_si256();
    for (size_t group = 0; group < groups; group++) {
        const __m256i *block = (const __m256i *)(codes + group * CSCAN_LANES * CSCAN_GROUP);
        __m256i first = _mm256_xor_si256(_mm256_loadu_si256(block), sign);
        __m256i second = _mm256_xor_si256(_mm256_loadu_si256(block + 1), sign);
#pragma GCC unroll 4
        for (size_t query = 0; query < query_count; query++) {
            __m256i values = _mm256_set1_epi32(cscan_word(queries + query, group));
            low[query] = add_products(low[query], first, values);
            high[query] = add_products(high[query], second, values);
        }
    }
}

/// Up to four queries at a time: the sums of more do not fit the registers.
TARGET CSCAN_INLINE void select_block(
    const CScanRows *rows, const CScanQuery *queries, const size_t query_count, size_t block, size_t block_count,
    CScanHit *hits, size_t *hit_counts) {
    __m256i low[4], high[4];
    multiply(rows->codes + block * rows->groups * CSCAN_LANES * CSCAN_GROUP, queries, query_count, rows->groups, low, high);
#pragma GCC unroll 4
    for (size_t query = 0; query < query_count; query++) {
        size_t first = block * CSCAN_LANES;
        uint32_t mask = wanted(rows, queries + query, first, low[query]) | wanted(rows, queries + query, first + 8, high[query]) << 8;
        if (mask == 0) continue;
        int32_t dots[CSCAN_LANES];
        _mm256_storeu_si256((__m256i *)dots, low[query]);
        _mm256_storeu_si256((__m256i *)(dots + 8), high[query]);
        cscan_report(mask, dots, block, hits + query * block_count * CSCAN_LANES, hit_counts + query);
    }
}

TARGET CSCAN_INLINE void select_blocks(
    const CScanRows *rows, const CScanQuery *queries, const size_t query_count, size_t first_block, size_t block_count,
    CScanHit *hits, size_t *hit_counts) {
    const size_t first_half = query_count < 4 ? query_count : 4;
    for (size_t block = first_block; block < first_block + block_count; block++) {
        select_block(rows, queries, first_half, block, block_count, hits, hit_counts);
        if (query_count > first_half) {
            select_block(
                rows, queries + first_half, query_count - first_half, block, block_count,
                hits + first_half * block_count * CSCAN_LANES, hit_counts + first_half);
        }
    }
}

CSCAN_DEFINE_SELECT(cscan_select_avx2, select_blocks, TARGET)

#endif
