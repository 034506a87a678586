#include "internal.h"

/// The products of a block's codes with a query's.
CSCAN_INLINE void multiply(const uint8_t *codes, const CScanQuery *query, size_t groups, int32_t *dots) {
    for (size_t group = 0; group < groups; group++) {
        const int8_t *values = query->codes + group * CSCAN_GROUP;
        const uint8_t *block = codes + group * CSCAN_LANES * CSCAN_GROUP;
        for (size_t lane = 0; lane < CSCAN_LANES; lane++) {
            int32_t sum = 0;
            for (size_t j = 0; j < CSCAN_GROUP; j++) sum += ((int32_t)block[lane * CSCAN_GROUP + j] - 128) * values[j];
            dots[lane] += sum;
        }
    }
}

/// One bit a lane: whether the query wants it.
CSCAN_INLINE uint32_t wanted(const CScanRows *rows, const CScanQuery *query, size_t first, const int32_t *dots) {
    uint32_t mask = 0;
    for (size_t lane = 0; lane < CSCAN_LANES; lane++) {
        float score = (float)dots[lane] * rows->scales[first + lane] + query->error_weight * rows->errors[first + lane];
        if (rows->lengths != NULL) {
            score -= query->length_weight * rows->lengths[first + lane];
            score -= query->inverse_weight * rows->inverse_lengths[first + lane];
        }
        mask |= (uint32_t)(score >= query->least) << lane;
    }
    return mask;
}

void cscan_select_portable(
    const CScanRows *rows, const CScanQuery *queries, size_t query_count, size_t first_block, size_t block_count,
    CScanHit *hits, size_t *hit_counts) {
    for (size_t block = first_block; block < first_block + block_count; block++) {
        const uint8_t *codes = rows->codes + block * rows->groups * CSCAN_LANES * CSCAN_GROUP;
        for (size_t query = 0; query < query_count; query++) {
            int32_t dots[CSCAN_LANES] = {0};
            multiply(codes, queries + query, rows->groups, dots);
            uint32_t mask = wanted(rows, queries + query, block * CSCAN_LANES, dots);
            cscan_report(mask, dots, block, hits + query * block_count * CSCAN_LANES, hit_counts + query);
        }
    }
}
