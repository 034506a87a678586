#ifndef CSCAN_BITS_ENCODE_H
#define CSCAN_BITS_ENCODE_H

#include "bits.h"
#include "transpose.h"

#include <stdlib.h>

// Machines that add and multiply in one step would write other codes than those that do not.
#pragma STDC FP_CONTRACT OFF

/// Rows that are encoded at a time, each in a lane.
#define CSCAN_ENCODE_LANES 16

#define CSCAN_EACH(lane) for (size_t lane = 0; lane < CSCAN_ENCODE_LANES; lane++)

/// Magnitudes above this, in deviations, are the outer ones: four levels serve normal values best so (Max 1960).
#define CSCAN_OUTER 0.9816f

/// The largest power of two that is not above n.
CSCAN_INLINE size_t cscan_span(size_t n) {
    size_t span = 1;
    while (2 * span <= n) span *= 2;
    return span;
}

CSCAN_INLINE void cscan_rotate_lanes(CScanLanes *values, size_t n, const float *signs) {
    const size_t span = cscan_span(n);
    for (size_t round = 0; round < 2; round++) {
        for (size_t j = 0; j < n; j++) values[j] *= signs[round * n + j];
        CScanLanes *mixed = values + (round == 0 ? 0 : n - span);
        for (size_t half = 1; half < span; half *= 2) {
            for (size_t first = 0; first < span; first += 2 * half) {
                for (size_t j = first; j < first + half; j++) {
                    CScanLanes a = mixed[j], b = mixed[j + half];
                    mixed[j] = a + b;
                    mixed[j + half] = a - b;
                }
            }
        }
    }
}

// Macros, because a function of vectors would have another calling convention on each machine.
#define CSCAN_MAGNITUDES(values) ((CScanLanes)((CScanLaneMask)(values) & 0x7FFFFFFF))
/// The values where the mask is set, else 0.
#define CSCAN_MASKED(values, mask) ((CScanLanes)((CScanLaneMask)(values) & (mask)))

/// What the bits of sixteen rows are made by, a lane a row.
typedef struct {
    CScanLanes squares, largest, magnitudes, outer_magnitudes;
    CScanLaneMask outer_count;
} CScanMoments;

CSCAN_INLINE CScanMoments cscan_measure(const CScanLanes *values, size_t n, CScanLanes *outer) {
    CScanMoments m;
    memset(&m, 0, sizeof m);
    for (size_t j = 0; j < n; j++) {
        CScanLanes magnitude = CSCAN_MAGNITUDES(values[j]);
        CScanLaneMask larger = magnitude > m.largest;
        m.squares += magnitude * magnitude;
        m.magnitudes += magnitude;
        m.largest = (CScanLanes)((CScanLaneMask)CSCAN_MASKED(magnitude, larger) | (CScanLaneMask)CSCAN_MASKED(m.largest, ~larger));
    }
    CSCAN_EACH(lane) (*outer)[lane] = CSCAN_OUTER * __builtin_sqrtf(m.squares[lane] / (float)n);
    for (size_t j = 0; j < n; j++) {
        CScanLanes magnitude = CSCAN_MAGNITUDES(values[j]);
        CScanLaneMask is_outer = magnitude > *outer;
        m.outer_magnitudes += CSCAN_MASKED(magnitude, is_outer);
        m.outer_count -= is_outer;
    }
    return m;
}

/// Writes the terms of sixteen rows of a block: how far the bits agree with the row, and how far they do not.
CSCAN_INLINE void cscan_write_terms(const CScanMoments *m, size_t n, int16_t *first, int16_t *second) {
    const float weight = CSCAN_BITS_SECOND_WEIGHT / 65536.0f, unit = CSCAN_BITS_UNIT, root = __builtin_sqrtf((float)n);
    CSCAN_EACH(lane) {
        float length = __builtin_sqrtf(m->squares[lane]) * root;
        float inverse = length > 0 ? 1 / length : 0;
        float inner = m->magnitudes[lane] - m->outer_magnitudes[lane];
        float u1 = m->magnitudes[lane] * inverse;
        float u2 = (inner * (1 - weight) + m->outer_magnitudes[lane] * (1 + weight)) * inverse;
        float outer = (float)m->outer_count[lane] / (float)n;
        float y2 = outer * (1 + weight) * (1 + weight) + (1 - outer) * (1 - weight) * (1 - weight);
        float e1 = 1 - u1 * u1, e2 = y2 - u2 * u2;
        // Of a row of zeros nothing can be estimated.
        if (length == 0) e1 = e2 = 3.9f;
        first[lane] = (int16_t)(u1 * unit + 0.5f);
        first[lane + CSCAN_BITS_LANES] = (int16_t)(__builtin_sqrtf(e1 > 0 ? e1 : 0) * unit + 0.5f);
        second[lane] = (int16_t)(u2 * unit + 0.5f);
        second[lane + CSCAN_BITS_LANES] = (int16_t)(__builtin_sqrtf(e2 > 0 ? e2 : 0) * unit + 0.5f);
    }
}

/// Writes the bits of sixteen rows, the lower or the upper half of a block.
CSCAN_INLINE void cscan_write_bits(const CScanLanes *values, size_t chunks, const CScanLanes *outer, uint8_t *first, uint8_t *second) {
    for (size_t eight = 0; eight < 2 * chunks; eight++) {
        CScanLaneMask signs = {0}, levels = {0};
        for (int bit = 0; bit < 8; bit++) {
            CScanLanes value = values[8 * eight + (size_t)bit];
            CScanLaneMask positive = value >= 0, is_outer = CSCAN_MAGNITUDES(value) > *outer;
            signs |= positive & 1 << bit;
            levels |= (positive == is_outer) & 1 << bit;
        }
        CScanLaneBytes sign_bytes = __builtin_convertvector(signs, CScanLaneBytes);
        CScanLaneBytes level_bytes = __builtin_convertvector(levels, CScanLaneBytes);
        memcpy(first + eight * CSCAN_BITS_LANES, &sign_bytes, sizeof sign_bytes);
        memcpy(second + eight * CSCAN_BITS_LANES, &level_bytes, sizeof level_bytes);
    }
}

/// Writes the bytes of a row.
CSCAN_INLINE void cscan_write_bytes(const float *values, float largest, const CScanStore *store, size_t row) {
    const size_t n = store->dimension, stride = store->stride;
    const float factor = largest > 0 ? 32512 / largest : 0;
    int8_t *highs = store->high + row * stride, *lows = store->low + row * stride;
    int64_t squares = 0, rests = 0;
    for (size_t j = 0; j < n; j++) {
        // Adding and taking away 1.5 · 2²³ rounds to a whole number.
        float code = (values[j] * factor + 0x1.8p23f) - 0x1.8p23f, high = (code * 0x1p-8f + 0x1.8p23f) - 0x1.8p23f;
        int32_t upper = (int32_t)high, lower = (int32_t)code - 256 * upper;
        lower = lower > 127 ? 127 : lower;
        int32_t kept = 256 * upper + lower;
        squares += kept * kept;
        rests += lower * lower;
        highs[j] = (int8_t)upper;
        lows[j] = (int8_t)lower;
    }
    memset(highs + n, 0, stride - n);
    memset(lows + n, 0, stride - n);
    float length = __builtin_sqrtf((float)squares);
    store->scales[row] = length > 0 ? 256 / length : 0;
    store->errors[row] = length > 0 ? __builtin_sqrtf((float)rests) / length * 1.0001f + 1e-6f : 0;
    store->lengths[row] = factor > 0 ? length / factor : 0;
}

/// Whether a row can be kept: it is zero, or its length is within 2⁻⁶⁰ … 2⁶⁰.
CSCAN_INLINE bool cscan_keeps(float largest, float squares) {
    return (largest == 0 && squares == 0) || (squares >= 0x1p-120f && squares <= 0x1p120f);
}

CSCAN_INLINE size_t cscan_encode_body(
    const CScanStore *store, const float *rows, const float *signs, size_t first_block, size_t block_count) {
    const size_t n = store->dimension, chunks = cscan_chunks(store), width = chunks * CSCAN_BITS_CHUNK;
    const size_t count = block_count * CSCAN_BITS_LANES;
    CScanLanes *values = aligned_alloc(64, 2 * width * sizeof *values);
    if (values == NULL) return 0;
    float *group = (float *)(values + width);
    memset(group, 0, width * sizeof *values);
    size_t refused = count;
    for (size_t row = 0; row < count && refused == count; row += CSCAN_ENCODE_LANES) {
        CSCAN_EACH(lane) memcpy(group + lane * width, rows + (row + lane) * n, n * sizeof *rows);
        for (size_t j = 0; j < width; j += 16) cscan_transpose(group + j, width, (float *)(values + j), 16);
        cscan_rotate_lanes(values, n, signs);
        CScanLanes outer;
        CScanMoments moments = cscan_measure(values, n, &outer);
        CSCAN_EACH(lane) {
            if (refused == count && !cscan_keeps(moments.largest[lane], moments.squares[lane])) refused = row + lane;
        }
        size_t place = first_block * CSCAN_BITS_LANES + row, block = place / CSCAN_BITS_LANES, lane = place % CSCAN_BITS_LANES;
        size_t codes = block * chunks * CSCAN_BITS_CHUNK_BYTES + lane, terms = block * 2 * CSCAN_BITS_LANES + lane;
        cscan_write_terms(&moments, n, store->first.terms + terms, store->second.terms + terms);
        cscan_write_bits(values, chunks, &outer, store->first.codes + codes, store->second.codes + codes);
        for (size_t j = 0; j < width; j += 16) cscan_transpose((float *)(values + j), 16, group + j, width);
        CSCAN_EACH(each) cscan_write_bytes(group + each * width, moments.largest[each], store, place + each);
    }
    free(values);
    return refused;
}

#endif
