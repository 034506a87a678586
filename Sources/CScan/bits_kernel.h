// The kernel of one set of instructions, included at the end of its file, which has
// - `KERNEL`, its name, and `TARGET`, the attribute of its functions,
// - `Sums`, 32 sums of 16 bits,
// - `unpack(codes, chunks, nibbles)`, which writes the low and the high halves of a chunk's bytes one after another,
// - `add(nibbles, tables, chunks)`, the sums of a block by a query's tables,
// - `refine(first, second)`, the sums of both planes together,
// - `reaching(sums, terms, bound)`, one bit a row.
#include "bits_encode.h"

/// How many blocks beforehand the second plane is fetched, and how many rows their high bytes.
#define SECOND_AHEAD 4
#define ROWS_AHEAD 12

/// A block of which the first plane leaves some rows.
typedef struct {
    uint32_t block, mask;
} Left;

TARGET CSCAN_INLINE void select_blocks(
    const CScanStore *store, const CScanBitQuery *queries, size_t query_count, size_t first_block, size_t block_count,
    const uint32_t *allowed, uint32_t *rows, size_t *row_counts, const size_t chunks, uint8_t *nibbles) {
    const size_t bytes = chunks * CSCAN_BITS_CHUNK_BYTES;
    Sums sums[CSCAN_QUERIES][CSCAN_BITS_BLOCKS];
    Left left[CSCAN_QUERIES][CSCAN_BITS_BLOCKS];
    size_t left_counts[CSCAN_QUERIES] = {0};
    for (size_t block = first_block; block < first_block + block_count; block++) {
        const uint32_t admitted = allowed == NULL ? UINT32_MAX : allowed[block - first_block];
        unpack(store->first.codes + block * bytes, chunks, nibbles);
        for (size_t query = 0; query < query_count; query++) {
            // A block of which nothing is left is written over by the next: a branch would be mispredicted too often.
            const size_t place = left_counts[query];
            Sums sum = add(nibbles, queries[query].tables, chunks);
            uint32_t mask = admitted & reaching(sum, store->first.terms + block * 64, &queries[query].first);
            sums[query][place] = sum;
            left[query][place] = (Left){(uint32_t)block, mask};
            left_counts[query] = place + (mask != 0);
        }
    }
    for (size_t query = 0; query < query_count; query++) {
        uint32_t *found = rows + query * block_count * CSCAN_BITS_LANES;
        for (size_t place = 0; place < left_counts[query]; place++) {
            // Blocks that are left lie apart, so that no machine foresees them.
            if (place + SECOND_AHEAD < left_counts[query]) {
                const size_t next = left[query][place + SECOND_AHEAD].block;
                for (size_t line = 0; line < bytes; line += 64) __builtin_prefetch(store->second.codes + next * bytes + line);
                for (size_t term = 0; term < 64; term += 32) __builtin_prefetch(store->second.terms + next * 64 + term);
            }
            const size_t block = left[query][place].block;
            unpack(store->second.codes + block * bytes, chunks, nibbles);
            Sums sum = refine(sums[query][place], add(nibbles, queries[query].tables, chunks));
            uint32_t mask = left[query][place].mask & reaching(sum, store->second.terms + block * 64, &queries[query].second);
            cscan_name(mask, block, found, row_counts + query);
        }
    }
}

#define SELECT(chunks, bytes)                                                                                                  \
    do {                                                                                                                       \
        uint8_t nibbles[bytes] __attribute__((aligned(64)));                                                                   \
        select_blocks(store, queries, query_count, first_block, block_count, allowed, rows, row_counts, chunks, nibbles);      \
    } while (0)

TARGET static void select_rows(
    const CScanStore *store, const CScanBitQuery *queries, size_t query_count, size_t first_block, size_t block_count,
    const uint32_t *allowed, uint32_t *rows, size_t *row_counts) {
    // Usual numbers of chunks get code of their own, which keeps nibbles in registers.
    switch (cscan_chunks(store)) {
    case 4: SELECT(4, 4 * 128); break;
    case 8: SELECT(8, 8 * 128); break;
    case 16: SELECT(16, 16 * 128); break;
    default: SELECT(cscan_chunks(store), CSCAN_BITS_DIMENSION * 8);
    }
}

/// Products of bytes, in a loop that compilers turn into each machine's instructions.
TARGET static void multiply(
    const CScanStore *store, const int8_t *query, const uint32_t *rows, size_t row_count, int32_t *products) {
    const size_t stride = store->stride;
    for (size_t i = 0; i < row_count; i++) {
        if (i + ROWS_AHEAD < row_count) {
            const size_t next = rows[i + ROWS_AHEAD];
            for (size_t j = 0; j < stride; j += 64) __builtin_prefetch(store->high + next * stride + j);
            __builtin_prefetch(store->scales + next);
            __builtin_prefetch(store->errors + next);
            __builtin_prefetch(store->lengths + next);
        }
        const int8_t *row = store->high + rows[i] * stride;
        int32_t sum = 0;
        for (size_t j = 0; j < stride; j++) sum += (int32_t)row[j] * query[j];
        products[i] = sum;
    }
}

TARGET static size_t encode(
    const CScanStore *store, const float *rows, const float *signs, size_t first_block, size_t block_count) {
    return cscan_encode_body(store, rows, signs, first_block, block_count);
}

const CScanBitKernel KERNEL = {select_rows, multiply, encode};
