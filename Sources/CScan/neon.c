#include "internal.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/// Adds the products of four rows' groups with a query's. A code is at most 127, so the product of two fits 16 bits.
CSCAN_INLINE int32x4_t add_products(int32x4_t sums, int8x16_t rows, int8x16_t query) {
    int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(rows), vget_low_s8(query)));
    int32x4_t high = vpaddlq_s16(vmull_high_s8(rows, query));
    return vaddq_s32(sums, vpaddq_s32(low, high));
}

/// Four lanes, each all ones where the query wants it.
CSCAN_INLINE uint32x4_t wanted(const CScanRows *rows, const CScanQuery *query, size_t first, int32x4_t dots) {
    float32x4_t errors = vmulq_n_f32(vld1q_f32(rows->errors + first), query->error_weight);
    float32x4_t scores = vfmaq_f32(errors, vcvtq_f32_s32(dots), vld1q_f32(rows->scales + first));
    if (rows->lengths != NULL) {
        scores = vfmsq_n_f32(scores, vld1q_f32(rows->lengths + first), query->length_weight);
        scores = vfmsq_n_f32(scores, vld1q_f32(rows->inverse_lengths + first), query->inverse_weight);
    }
    return vcgeq_f32(scores, vdupq_n_f32(query->least));
}

CSCAN_INLINE uint32_t wanted_lanes(const CScanRows *rows, const CScanQuery *query, size_t first, const int32x4_t *dots) {
    const uint32x4_t bits = {1, 2, 4, 8};
    uint32_t mask = 0;
#pragma GCC unroll 4
    for (size_t part = 0; part < 4; part++) {
        mask |= vaddvq_u32(vandq_u32(wanted(rows, query, first + 4 * part, dots[part]), bits)) << (4 * part);
    }
    return mask;
}

/// Up to four queries at a time: the sums of more do not fit the registers.
CSCAN_INLINE void select_block(
    const CScanRows *rows, const CScanQuery *queries, const size_t query_count, size_t block, size_t block_count,
    CScanHit *hits, size_t *hit_counts) {
    const uint8_t *codes = rows->codes + block * rows->groups * CSCAN_LANES * CSCAN_GROUP;
    int32x4_t sums[4][4];
#pragma GCC unroll 4
    for (size_t query = 0; query < query_count; query++) {
        for (size_t part = 0; part < 4; part++) sums[query][part] = vdupq_n_s32(0);
    }
    for (size_t group = 0; group < rows->groups; group++) {
#pragma GCC unroll 4
        for (size_t part = 0; part < 4; part++) {
            uint8x16_t stored = vld1q_u8(codes + (group * 4 + part) * 16);
            int8x16_t values = vreinterpretq_s8_u8(veorq_u8(stored, vdupq_n_u8(128)));
#pragma GCC unroll 4
            for (size_t query = 0; query < query_count; query++) {
                int8x16_t word = vreinterpretq_s8_s32(vdupq_n_s32(cscan_word(queries + query, group)));
                sums[query][part] = add_products(sums[query][part], values, word);
            }
        }
    }
#pragma GCC unroll 4
    for (size_t query = 0; query < query_count; query++) {
        uint32_t mask = wanted_lanes(rows, queries + query, block * CSCAN_LANES, sums[query]);
        if (mask == 0) continue;
        int32_t dots[CSCAN_LANES];
        for (size_t part = 0; part < 4; part++) vst1q_s32(dots + 4 * part, sums[query][part]);
        cscan_report(mask, dots, block, hits + query * block_count * CSCAN_LANES, hit_counts + query);
    }
}

CSCAN_INLINE void select_blocks(
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

#define TARGET
CSCAN_DEFINE_SELECT(cscan_select_neon, select_blocks, TARGET)

#endif
