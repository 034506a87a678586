#include "internal.h"

/// Rounds to the nearest whole number, as long as |value| < 2⁵¹.
CSCAN_INLINE double nearest(double value) {
    const double magic = 0x1.8p52;
    return (value + magic) - magic;
}

/// Writes the code of value j to codes[j / 4 · stride + j % 4], plus `bias`; the rest of the last group is zeros.
CSCAN_INLINE CScanCode encode(const float *values, size_t dimension, uint8_t *codes, size_t stride, uint8_t bias) {
    double squares[CSCAN_GROUP] = {0};
    float largest = 0;
    for (size_t j = 0; j < dimension; j++) {
        squares[j % CSCAN_GROUP] += (double)values[j] * (double)values[j];
        float magnitude = __builtin_fabsf(values[j]);
        largest = magnitude > largest ? magnitude : largest;
    }
    CScanCode code = {0, 0, (squares[0] + squares[1]) + (squares[2] + squares[3])};
    size_t groups = (dimension + CSCAN_GROUP - 1) / CSCAN_GROUP;
    if (!(code.squared_norm > 0) || code.squared_norm == __builtin_inf()) {
        for (size_t group = 0; group < groups; group++) memset(codes + group * stride, bias, CSCAN_GROUP);
        return code;
    }
    double inverse = 1 / __builtin_sqrt(code.squared_norm);
    code.scale = (float)((double)largest * inverse / 127);
    // The largest value divided by the scale is 127 but for rounding, so no code leaves −127 … 127.
    double scale = (double)code.scale, units = inverse / scale;
    double rests[CSCAN_GROUP] = {0};
    for (size_t group = 0; group < groups; group++) {
        uint8_t bytes[CSCAN_GROUP];
        for (size_t lane = 0; lane < CSCAN_GROUP; lane++) {
            size_t j = group * CSCAN_GROUP + lane;
            double value = j < dimension ? (double)values[j] : 0;
            double rounded = nearest(value * units);
            double rest = value * inverse - scale * rounded;
            rests[lane] += rest * rest;
            bytes[lane] = (uint8_t)((int32_t)rounded + bias);
        }
        memcpy(codes + group * stride, bytes, CSCAN_GROUP);
    }
    // The sums of up to 2¹⁷ squares are off by 2⁻³⁶ of themselves, and so is what was taken for 1 / ‖v‖. The last factor covers
    // the rounding to f32.
    double error = (__builtin_sqrt((rests[0] + rests[1]) + (rests[2] + rests[3])) + 0x1p-34) * (1 + 0x1p-30);
    code.error = (float)(error * (1 + 0x1p-22));
    return code;
}

CScanCode cscan_encode(const float *values, size_t dimension, int8_t *codes) {
    return encode(values, dimension, (uint8_t *)codes, CSCAN_GROUP, 0);
}

void cscan_encode_blocks(
    const float *rows, size_t row_count, size_t dimension, size_t first_block, size_t block_count, uint8_t *codes,
    float *scales, float *errors, float *lengths, float *inverse_lengths, double *squared_norms) {
    const size_t stride = CSCAN_LANES * CSCAN_GROUP;
    size_t groups = (dimension + CSCAN_GROUP - 1) / CSCAN_GROUP;
    for (size_t row = first_block * CSCAN_LANES; row < (first_block + block_count) * CSCAN_LANES; row++) {
        uint8_t *first = codes + row / CSCAN_LANES * groups * stride + row % CSCAN_LANES * CSCAN_GROUP;
        CScanCode code = {0, 0, 0};
        if (row < row_count) {
            code = encode(rows + row * dimension, dimension, first, stride, 128);
        } else {
            for (size_t group = 0; group < groups; group++) memset(first + group * stride, 128, CSCAN_GROUP);
        }
        bool ordinary = code.squared_norm >= 0x1p-60 && code.squared_norm <= 0x1p60;
        double length = __builtin_sqrt(code.squared_norm);
        scales[row] = code.scale;
        errors[row] = code.error;
        lengths[row] = ordinary ? (float)length : CSCAN_ANY_LENGTH;
        inverse_lengths[row] = ordinary ? (float)(1 / length) : 0;
        squared_norms[row] = code.squared_norm;
    }
}
