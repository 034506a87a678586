#include "internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vnni")))

/// What the 128 that is added to every code of a row adds to a product, with the sign turned.
TARGET CSCAN_INLINE int32_t bias(const CScanQuery *query, size_t groups) {
    int32_t sum = 0;
    for (size_t j = 0; j < groups * CSCAN_GROUP; j++) sum += query->codes[j];
    return -128 * sum;
}

/// One bit a lane: whether the query wants it.
TARGET CSCAN_INLINE uint32_t wanted(const CScanRows *rows, const CScanQuery *query, size_t first, __m512i dots) {
    __m512 errors = _mm512_mul_ps(_mm512_set1_ps(query->error_weight), _mm512_loadu_ps(rows->errors + first));
    __m512 scores = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots), _mm512_loadu_ps(rows->scales + first), errors);
    if (rows->lengths != NULL) {
        __m512 lengths = _mm512_loadu_ps(rows->lengths + first), inverses = _mm512_loadu_ps(rows->inverse_lengths + first);
        scores = _mm512_fnmadd_ps(_mm512_set1_ps(query->length_weight), lengths, scores);
        scores = _mm512_fnmadd_ps(_mm512_set1_ps(query->inverse_weight), inverses, scores);
    }
    return _mm512_cmp_ps_mask(scores, _mm512_set1_ps(query->least), _CMP_GE_OQ);
}

TARGET CSCAN_INLINE void select_blocks(
    const CScanRows *rows, const CScanQuery *queries, const size_t query_count, size_t first_block, size_t block_count,
    CScanHit *hits, size_t *hit_counts) {
    const size_t groups = rows->groups;
    int32_t biases[CSCAN_QUERIES];
    for (size_t query = 0; query < query_count; query++) biases[query] = bias(queries + query, groups);
    for (size_t block = first_block; block < first_block + block_count; block++) {
        const uint8_t *codes = rows->codes + block * groups * CSCAN_LANES * CSCAN_GROUP;
        __m512i sums[CSCAN_QUERIES];
#pragma GCC unroll 8
        for (size_t query = 0; query < query_count; query++) sums[query] = _mm512_set1_epi32(biases[query]);
        for (size_t group = 0; group < groups; group++) {
            __m512i values = _mm512_loadu_si512(codes + group * CSCAN_LANES * CSCAN_GROUP);
#pragma GCC unroll 8
            for (size_t query = 0; query < query_count; query++) {
                sums[query] = _mm512_dpbusd_epi32(sums[query], values, _mm512_set1_epi32(cscan_word(queries + query, group)));
            }
        }
#pragma GCC unroll 8
        for (size_t query = 0; query < query_count; query++) {
            uint32_t mask = wanted(rows, queries + query, block * CSCAN_LANES, sums[query]);
            if (mask == 0) continue;
            int32_t dots[CSCAN_LANES];
            _mm512_storeu_si512(dots, sums[query]);
            cscan_report(mask, dots, block, hits + query * block_count * CSCAN_LANES, hit_counts + query);
        }
    }
}

CSCAN_DEFINE_SELECT(cscan_select_avx512, select_blocks, TARGET)

#endif
