// Rows of f32 values as codes of one, two, eight and sixteen bits a value, and a scan that estimates a cosine from the smallest.
//
// A row is rotated, so that its values are alike whatever it was, and cut into planes. The first holds the signs s. The second holds
// s · t, where t = ±1 says whether a value's magnitude is above or below that at which two levels serve normal values best. So
// y = s (1 + 0.539 t) is the row in two bits, up to a factor; its product with a query is that of the first plane plus 0.539 times
// that of the second, and one table serves both. The third and fourth planes are the high and low bytes of values in 16 bits.
//
// Thirty-two rows make a block of the bit planes; sixteen values of each make a chunk of it, 64 bytes: values 0–7 of rows 0–15, of
// rows 16–31, then values 8–15 of both, a byte a row and a bit a value. The byte planes are rows one after another.
#ifndef CSCAN_BITS_H
#define CSCAN_BITS_H

#include "cscan.h"

/// Rows in a block of bits.
#define CSCAN_BITS_LANES 32
/// Values of a row in a chunk.
#define CSCAN_BITS_CHUNK 16
/// Bytes of a chunk of a block, and twice that of a query's tables for it.
#define CSCAN_BITS_CHUNK_BYTES 64
/// The largest entry of a table: the sum of eight fits a byte.
#define CSCAN_BITS_ENTRY 31
/// The most that the entries of all tables may add up to.
#define CSCAN_BITS_SUM 16383
/// The most blocks that one scan takes.
#define CSCAN_BITS_BLOCKS 128
/// The most values a row may have.
#define CSCAN_BITS_DIMENSION 8192
/// What 1 is in a row's terms.
#define CSCAN_BITS_UNIT 16384
/// What the second plane weighs beside the first, in 65,536ths.
#define CSCAN_BITS_SECOND_WEIGHT 35314

/// One plane of bits with its terms: for each block, 32 values of ⟨y, v⟩ / √n ‖v‖, then 32 of √(‖y‖² − ⟨y, v⟩² / ‖v‖²) / √n, y being
/// the row as the bits up to this plane have it.
typedef struct {
    uint8_t *codes;
    int16_t *terms;
} CScanBitPlane;

/// Rows as codes. Everything lies in memory of the caller's; see `cscan_store_bytes`.
typedef struct {
    size_t dimension;
    /// Bytes from one row of a byte plane to the next: the dimension, made a multiple of 64.
    size_t stride;
    CScanBitPlane first, second;
    /// A row is length · (scale · high + scale / 256 · low), and the latter term is no longer than error; scale 0 stands for zeros.
    int8_t *high, *low;
    float *scales, *errors, *lengths;
} CScanStore;

/// Which sums of a plane are wanted: those of at least agreement · term₀ / 2¹⁶ − spread · term₁ / 2¹⁶ + bias.
typedef struct {
    int16_t agreement, spread, bias;
} CScanBitBound;

/// A query, and which rows it wants.
typedef struct {
    /// For each chunk, tables of 16 entries for values 0–3, twice, and 8–11, twice, then for 4–7 and 12–15: what four signs add.
    const uint8_t *tables;
    CScanBitBound first, second;
} CScanBitQuery;

/// What the sums of a query's tables stand for.
typedef struct {
    /// What 1 stands for.
    float unit;
    /// What 0 stands for.
    float least;
} CScanTableScale;

/// Writes the tables of a query, 128 bytes a chunk: ⟨signs, query⟩ = unit · sum + least, but for rounding.
CScanTableScale cscan_write_tables(const float *query, size_t dimension, uint8_t *tables);

/// The bytes that `capacity` rows take, a multiple of 32 of them.
size_t cscan_store_bytes(size_t dimension, size_t capacity);

/// Memory for a store, aligned, in large pages where the system has them; null where there is none.
void *cscan_store_allocate(size_t bytes);

/// Gives it back.
void cscan_store_free(void *memory);

/// Where the planes of a store lie in its memory.
CScanStore cscan_store(void *memory, size_t dimension, size_t capacity);

/// Turns a vector in its space. `signs` holds 2 · dimension values of one length a half, see `Rotation`.
void cscan_rotate(float *values, size_t dimension, const float *signs);

/// Turns a vector back.
void cscan_rotate_back(float *values, size_t dimension, const float *signs);

/// Writes whole blocks from `first_block` on, `32 · block_count` rows. Returns the first row whose length is neither 0 nor within
/// 2⁻⁶⁰ … 2⁶⁰, or the number of rows.
size_t cscan_store_encode(
    CScanKernel kernel, const CScanStore *store, const float *rows, const float *signs, size_t first_block, size_t block_count);

/// Copies the codes of a row of one store into another.
void cscan_store_copy_row(const CScanStore *from, size_t row, const CScanStore *to, size_t place);

/// Names the rows of up to 128 blocks that each of 1 … 8 queries wants by the first plane, and then by both, in ascending order. `allowed`
/// has a word a block and a bit a row; null allows all. `rows` holds 32 · block_count places a query.
void cscan_select_bits(
    CScanKernel kernel, const CScanStore *store, const CScanBitQuery *queries, size_t query_count, size_t first_block,
    size_t block_count, const uint32_t *allowed, uint32_t *rows, size_t *row_counts);

/// The products of a query's codes, `stride` of them, with the high bytes of some rows.
void cscan_multiply_high(
    CScanKernel kernel, const CScanStore *store, const int8_t *query, const uint32_t *rows, size_t row_count, int32_t *products);

/// Writes the values of a row as it is kept, still rotated; returns the sum of their squares.
double cscan_store_decode(const CScanStore *store, size_t row, float *values);

#endif
