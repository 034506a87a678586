#include "bits_encode.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

static const CScanBitKernel *implementation(CScanKernel kernel) {
    switch (kernel) {
#if defined(__x86_64__)
    case CScanKernelAVX2: return &cscan_bits_avx2;
    case CScanKernelAVX512: return &cscan_bits_avx512;
#elif defined(__aarch64__)
    case CScanKernelNEON: return &cscan_bits_neon;
#endif
    default: return &cscan_bits_portable;
    }
}

void cscan_select_bits(
    CScanKernel kernel, const CScanStore *store, const CScanBitQuery *queries, size_t query_count, size_t first_block,
    size_t block_count, const uint32_t *allowed, uint32_t *rows, size_t *row_counts) {
    for (size_t query = 0; query < query_count; query++) row_counts[query] = 0;
    implementation(kernel)->select(store, queries, query_count, first_block, block_count, allowed, rows, row_counts);
}

void cscan_multiply_high(
    CScanKernel kernel, const CScanStore *store, const int8_t *query, const uint32_t *rows, size_t row_count, int32_t *products) {
    implementation(kernel)->multiply(store, query, rows, row_count, products);
}

size_t cscan_store_encode(
    CScanKernel kernel, const CScanStore *store, const float *rows, const float *signs, size_t first_block, size_t block_count) {
    return implementation(kernel)->encode(store, rows, signs, first_block, block_count);
}

static size_t stride_of(size_t dimension) { return (dimension + 63) / 64 * 64; }

/// Bytes of one plane of bits.
static size_t bits_of(size_t dimension, size_t capacity) {
    return (dimension + CSCAN_BITS_CHUNK - 1) / CSCAN_BITS_CHUNK * CSCAN_BITS_CHUNK_BYTES * (capacity / CSCAN_BITS_LANES);
}

size_t cscan_store_bytes(size_t dimension, size_t capacity) {
    return 2 * bits_of(dimension, capacity) + 2 * stride_of(dimension) * capacity
        + capacity * (4 * sizeof(int16_t) + 3 * sizeof(float));
}

void *cscan_store_allocate(size_t bytes) {
    const size_t page = bytes >= (size_t)1 << 21 ? (size_t)1 << 21 : 4096;
    size_t whole = (bytes + page - 1) / page * page;
    void *memory = aligned_alloc(page, whole);
#if defined(__linux__)
    // Candidates lie anywhere, and looking up small pages costs more than reading them. A system without large ones says no.
    if (memory != NULL && page > 4096) madvise(memory, whole, MADV_HUGEPAGE);
#endif
    return memory;
}

void cscan_store_free(void *memory) { free(memory); }

CScanStore cscan_store(void *memory, size_t dimension, size_t capacity) {
    CScanStore store = {.dimension = dimension, .stride = stride_of(dimension)};
    const size_t bits = bits_of(dimension, capacity), bytes = store.stride * capacity;
    uint8_t *next = memory;
    store.first.codes = next;
    store.second.codes = next + bits;
    store.high = (int8_t *)(next + 2 * bits);
    store.low = store.high + bytes;
    store.first.terms = (int16_t *)(store.low + bytes);
    store.second.terms = store.first.terms + 2 * capacity;
    store.scales = (float *)(store.second.terms + 2 * capacity);
    store.errors = store.scales + capacity;
    store.lengths = store.errors + capacity;
    return store;
}

void cscan_store_copy_row(const CScanStore *from, size_t row, const CScanStore *to, size_t place) {
    const size_t chunks = cscan_chunks(from), lanes = CSCAN_BITS_LANES;
    const CScanBitPlane sources[] = {from->first, from->second}, targets[] = {to->first, to->second};
    for (size_t plane = 0; plane < 2; plane++) {
        const uint8_t *source = sources[plane].codes + row / lanes * chunks * CSCAN_BITS_CHUNK_BYTES + row % lanes;
        uint8_t *target = targets[plane].codes + place / lanes * chunks * CSCAN_BITS_CHUNK_BYTES + place % lanes;
        for (size_t eight = 0; eight < 2 * chunks; eight++) target[eight * lanes] = source[eight * lanes];
        for (size_t term = 0; term < 2; term++) {
            targets[plane].terms[(place / lanes * 2 + term) * lanes + place % lanes] =
                sources[plane].terms[(row / lanes * 2 + term) * lanes + row % lanes];
        }
    }
    memcpy(to->high + place * to->stride, from->high + row * from->stride, to->stride);
    memcpy(to->low + place * to->stride, from->low + row * from->stride, to->stride);
    to->scales[place] = from->scales[row];
    to->errors[place] = from->errors[row];
    to->lengths[place] = from->lengths[row];
}

double cscan_store_decode(const CScanStore *store, size_t row, float *values) {
    const int8_t *high = store->high + row * store->stride, *low = store->low + row * store->stride;
    const float unit = store->lengths[row] * store->scales[row] / 256;
    double squares = 0;
    for (size_t j = 0; j < store->dimension; j++) {
        float value = (float)(256 * high[j] + low[j]) * unit;
        values[j] = value;
        squares += (double)value * (double)value;
    }
    return squares;
}

static void hadamard(float *values, size_t span) {
    for (size_t half = 1; half < span; half *= 2) {
        for (size_t first = 0; first < span; first += 2 * half) {
            for (size_t j = first; j < first + half; j++) {
                float a = values[j], b = values[j + half];
                values[j] = a + b;
                values[j + half] = a - b;
            }
        }
    }
}

void cscan_rotate(float *values, size_t dimension, const float *signs) {
    const size_t span = cscan_span(dimension);
    for (size_t round = 0; round < 2; round++) {
        for (size_t j = 0; j < dimension; j++) values[j] *= signs[round * dimension + j];
        hadamard(values + (round == 0 ? 0 : dimension - span), span);
    }
}

void cscan_rotate_back(float *values, size_t dimension, const float *signs) {
    const size_t span = cscan_span(dimension);
    for (size_t round = 2; round-- > 0;) {
        hadamard(values + (round == 0 ? 0 : dimension - span), span);
        for (size_t j = 0; j < dimension; j++) values[j] *= signs[round * dimension + j];
    }
}

CScanTableScale cscan_write_tables(const float *query, size_t dimension, uint8_t *tables) {
    const size_t chunks = (dimension + CSCAN_BITS_CHUNK - 1) / CSCAN_BITS_CHUNK, groups = 4 * chunks;
    const size_t most = CSCAN_BITS_SUM / groups;
    const float entry = most < CSCAN_BITS_ENTRY ? (float)most : CSCAN_BITS_ENTRY;
    float largest = 0, least = 0;
    for (size_t group = 0; group < groups; group++) {
        float magnitudes = 0;
        for (size_t j = 4 * group; j < 4 * group + 4 && j < dimension; j++) magnitudes += __builtin_fabsf(query[j]);
        largest = magnitudes > largest ? magnitudes : largest;
        least -= magnitudes;
    }
    const float unit = 2 * largest / entry, inverse = unit > 0 ? 1 / unit : 0;
    for (size_t group = 0; group < groups; group++) {
        float values[4] = {0}, magnitudes = 0;
        for (size_t j = 0; j < 4 && 4 * group + j < dimension; j++) {
            values[j] = query[4 * group + j];
            magnitudes += __builtin_fabsf(values[j]);
        }
        uint8_t *table = tables + group / 4 * 128 + group % 2 * 64 + group / 2 % 2 * 32;
        for (size_t code = 0; code < 16; code++) {
            float sum = magnitudes;
            for (size_t j = 0; j < 4; j++) sum += (code >> j & 1) != 0 ? values[j] : -values[j];
            table[code] = table[code + 16] = (uint8_t)(sum * inverse + 0.5f);
        }
    }
    return (CScanTableScale){unit, least};
}
