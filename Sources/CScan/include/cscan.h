// Rows of f32 values as 8-bit codes, and scans that name the rows whose cosine with a query may be high enough.
//
// A row v of length ‖v‖ > 0 is kept as v / ‖v‖ = scale · c + ρ, with c in −127 … 127 and ‖ρ‖ ≤ error. Sixteen rows make a block:
// four values of the first row, four of the second, …, then the next four of each, so that the lanes of a vector register are
// rows. Codes of rows are stored plus 128, those of queries as they are. Both are filled up with zeros to whole groups of four.
#ifndef CSCAN_H
#define CSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Rows in a block of 8-bit codes.
#define CSCAN_LANES 16
/// Values of a row that lie side by side.
#define CSCAN_GROUP 4
/// The most queries that one scan takes.
#define CSCAN_QUERIES 8
/// The most values a row may have: beyond them a product does not fit 32 bits.
#define CSCAN_DIMENSION 131072
/// What stands for the length of a row that is not within 2⁻³⁰ … 2³⁰: every screening by Euclidean distance passes it.
#define CSCAN_ANY_LENGTH -0x1p100f

/// The instructions that a scan is written in.
typedef enum __attribute__((enum_extensibility(closed))) {
    CScanKernelPortable = 0,
    CScanKernelAVX2 = 1,
    CScanKernelAVX512 = 2,
    CScanKernelNEON = 3,
} CScanKernel;

/// What belongs to the codes of one vector.
typedef struct {
    /// What one unit of a code stands for; 0 for a vector of zeros.
    float scale;
    /// At least the length of what the codes leave of v / ‖v‖.
    float error;
    /// ‖v‖², not finite where a value is not; the codes are zeros then.
    double squared_norm;
} CScanCode;

/// Rows as codes. The arrays hold a value for every lane of every block.
typedef struct {
    /// ⌈dimension / 4⌉
    size_t groups;
    const uint8_t *codes;
    const float *scales;
    const float *errors;
    /// ‖v‖ and 1 / ‖v‖, needed for Euclidean distances only: null for cosine.
    const float *lengths;
    const float *inverse_lengths;
} CScanRows;

/// A query, and which rows it wants: those with
/// dot · scale + error_weight · error − length_weight · length − inverse_weight / length ≥ least.
typedef struct {
    /// 4 · groups codes.
    const int8_t *codes;
    float error_weight;
    float length_weight;
    float inverse_weight;
    float least;
} CScanQuery;

/// A row that a query wants.
typedef struct {
    uint32_t row;
    /// The product of the codes.
    int32_t dot;
} CScanHit;

/// Whether this machine can run a kernel.
bool cscan_supports(CScanKernel kernel);

/// Writes the codes of one query, filled up to a multiple of four.
CScanCode cscan_encode(const float *values, size_t dimension, int8_t *codes);

/// Writes `block_count` blocks from `first_block` on of `row_count` rows; lanes past the last row become rows of zeros.
/// `squared_norms` has a value a lane too.
void cscan_encode_blocks(
    const float *rows, size_t row_count, size_t dimension, size_t first_block, size_t block_count, uint8_t *codes,
    float *scales, float *errors, float *lengths, float *inverse_lengths, double *squared_norms);

/// Names the rows of `block_count` blocks that each of 1 … 8 queries wants, in ascending order. `hits` holds 16 · block_count
/// places a query, `hit_counts` how many of them are taken. Lanes past the last row may be among them.
void cscan_select(
    CScanKernel kernel, const CScanRows *rows, const CScanQuery *queries, size_t query_count, size_t first_block,
    size_t block_count, CScanHit *hits, size_t *hit_counts);

#endif
