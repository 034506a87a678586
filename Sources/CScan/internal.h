#ifndef CSCAN_INTERNAL_H
#define CSCAN_INTERNAL_H

#include "cscan.h"

#include <string.h>

#define CSCAN_INLINE static inline __attribute__((always_inline))

typedef void CScanSelect(
    const CScanRows *rows, const CScanQuery *queries, size_t query_count, size_t first_block, size_t block_count,
    CScanHit *hits, size_t *hit_counts);

CScanSelect cscan_select_portable;
#if defined(__x86_64__)
CScanSelect cscan_select_avx2;
CScanSelect cscan_select_avx512;
#elif defined(__aarch64__)
CScanSelect cscan_select_neon;
#endif

/// The codes of one group as a word to be copied to every lane.
CSCAN_INLINE int32_t cscan_word(const CScanQuery *query, size_t group) {
    int32_t word;
    memcpy(&word, query->codes + group * CSCAN_GROUP, sizeof word);
    return word;
}

/// Appends the lanes of a block that are set in `mask`.
CSCAN_INLINE void cscan_report(uint32_t mask, const int32_t *dots, size_t block, CScanHit *hits, size_t *count) {
    for (; mask != 0; mask &= mask - 1) {
        uint32_t lane = (uint32_t)__builtin_ctz(mask);
        hits[*count] = (CScanHit){(uint32_t)(block * CSCAN_LANES) + lane, dots[lane]};
        *count += 1;
    }
}

/// Defines `NAME`, which calls the always-inlined `BODY` with a constant number of queries, so that their sums stay in registers.
#define CSCAN_DEFINE_SELECT(NAME, BODY, TARGET)                                                                                  \
    TARGET void NAME(                                                                                                            \
        const CScanRows *rows, const CScanQuery *queries, size_t query_count, size_t first_block, size_t block_count,            \
        CScanHit *hits, size_t *hit_counts) {                                                                                    \
        switch (query_count) {                                                                                                   \
        case 1: BODY(rows, queries, 1, first_block, block_count, hits, hit_counts); break;                                       \
        case 2: BODY(rows, queries, 2, first_block, block_count, hits, hit_counts); break;                                       \
        case 3: BODY(rows, queries, 3, first_block, block_count, hits, hit_counts); break;                                       \
        case 4: BODY(rows, queries, 4, first_block, block_count, hits, hit_counts); break;                                       \
        case 5: BODY(rows, queries, 5, first_block, block_count, hits, hit_counts); break;                                       \
        case 6: BODY(rows, queries, 6, first_block, block_count, hits, hit_counts); break;                                       \
        case 7: BODY(rows, queries, 7, first_block, block_count, hits, hit_counts); break;                                       \
        case 8: BODY(rows, queries, 8, first_block, block_count, hits, hit_counts); break;                                       \
        default: break;                                                                                                          \
        }                                                                                                                        \
    }

#endif
