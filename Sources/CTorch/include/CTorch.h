// A plain C face of libtorch: the only door through which Semblance reaches it.
//
// Conventions
//  - `ct_tensor` owns one reference to a tensor; every function that returns one gives the caller a new reference, which
//    `ct_release` drops. Arguments stay the caller's.
//  - Every C++ body catches. A function that failed returns NULL (or false) and leaves a message, which the *same thread* reads
//    with `ct_last_error` before its next call.
//  - Gradient mode and autocast are per thread, as in libtorch.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ct_tensor_s *ct_tensor;
typedef struct ct_generator_s *ct_generator;
typedef struct ct_optimizer_s *ct_optimizer;
typedef struct ct_script_module_s *ct_script_module;

/// Element types; the values are ours, not torch's.
typedef enum { CT_FLOAT32 = 0, CT_BFLOAT16 = 1, CT_FLOAT16 = 2, CT_UINT8 = 3, CT_INT64 = 4, CT_FLOAT64 = 5 } ct_dtype;

/// What the last failed call of this thread said; never NULL.
const char *ct_last_error(void);
/// libtorch's version, as in "2.13.0".
const char *ct_version(void);

// MARK: Machine
void ct_set_threads(int count);
int ct_threads(void);
/// Lets the C library keep freed memory for the next tensor instead of giving its pages back: a training step frees and takes the
/// same sizes again and again. For the whole process, for good; nothing happens where the library is not glibc.
void ct_keep_freed_memory(void);
/// Whether this processor multiplies bf16 natively (AVX512-BF16 or AMX).
bool ct_has_fast_bfloat16(void);
/// Number of CUDA devices; loads the CUDA part of libtorch when it is installed.
int ct_cuda_device_count(void);

// MARK: Creation. A device is -1 for the CPU, else the CUDA index.
ct_tensor ct_from_data(const void *data, ct_dtype dtype, const int64_t *shape, int rank);
ct_tensor ct_full(double value, const int64_t *shape, int rank, ct_dtype dtype, int device);
ct_tensor ct_randn(const int64_t *shape, int rank, ct_generator generator, int device);
ct_tensor ct_rand(const int64_t *shape, int rank, ct_generator generator, int device);
void ct_release(ct_tensor tensor);

// MARK: Facts
int ct_rank(ct_tensor tensor);
void ct_shape(ct_tensor tensor, int64_t *shape);
int ct_dtype_of(ct_tensor tensor);
int ct_device_of(ct_tensor tensor);
/// Copies the elements, converted to `dtype`, to `out` in row-major order.
bool ct_copy_out(ct_tensor tensor, ct_dtype dtype, void *out, size_t bytes);

// MARK: Elementwise
typedef enum { CT_ADD, CT_SUB, CT_MUL, CT_DIV } ct_binary_op;
typedef enum {
    CT_NEG, CT_SQUARE, CT_SQRT, CT_ABS, CT_RELU, CT_TANH, CT_EXP, CT_LOG, CT_SOFTPLUS, CT_DETACH, CT_CHANNELS_LAST, CT_ALIAS
} ct_unary_op;
typedef enum { CT_ADD_SCALAR, CT_MUL_SCALAR, CT_LEAKY_RELU, CT_CLAMP } ct_scalar_op;
ct_tensor ct_binary(ct_binary_op op, ct_tensor a, ct_tensor b);
ct_tensor ct_unary(ct_unary_op op, ct_tensor a);
ct_tensor ct_scalar(ct_scalar_op op, ct_tensor a, double value);

// MARK: Reductions over `dims` (all of them when count is 0)
typedef enum { CT_SUM, CT_MEAN } ct_reduction;
ct_tensor ct_reduce(ct_reduction op, ct_tensor a, const int64_t *dims, int count, bool keep);

// MARK: Shape and type
ct_tensor ct_reshape(ct_tensor a, const int64_t *shape, int rank);
ct_tensor ct_permute(ct_tensor a, const int64_t *dims, int rank);
/// Joins tensors along a dimension.
ct_tensor ct_concatenate(const ct_tensor *parts, int count, int64_t dim);
ct_tensor ct_narrow(ct_tensor a, int64_t dim, int64_t start, int64_t length);
ct_tensor ct_to_dtype(ct_tensor a, ct_dtype dtype);
ct_tensor ct_to_device(ct_tensor a, int device);

// MARK: Layers
ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias_or_null);
ct_tensor ct_conv2d(ct_tensor x, ct_tensor weight, ct_tensor bias_or_null, int64_t stride, int64_t padding);
ct_tensor ct_conv_transpose2d(ct_tensor x, ct_tensor weight, ct_tensor bias_or_null, int64_t stride, int64_t padding);
/// Zero padding of the last two dimensions.
ct_tensor ct_pad2d(ct_tensor x, int64_t left, int64_t right, int64_t top, int64_t bottom);
/// Bilinear samples of x [batch, channels, height, width] at affine coordinates: theta [batch, 2, 3] maps output to input positions, both
/// from -1 (left or top edge) to 1; edges are repeated outside.
ct_tensor ct_affine_sample(ct_tensor x, ct_tensor theta);
/// Batch normalisation; without running statistics, or when `training`, it uses those of the batch.
ct_tensor ct_batch_norm(
    ct_tensor x, ct_tensor weight_or_null, ct_tensor bias_or_null, ct_tensor mean_or_null, ct_tensor variance_or_null, bool training,
    double momentum, double epsilon);

// MARK: In place, without a gradient
bool ct_copy_(ct_tensor target, ct_tensor source);
/// target ← target + weight · (source − target)
bool ct_lerp_(ct_tensor target, ct_tensor source, double weight);

// MARK: Autograd
bool ct_set_requires_grad(ct_tensor tensor, bool value);
bool ct_requires_grad(ct_tensor tensor);
/// Gradients of the scalar `output` (or of Σ output · seed) for `inputs`; `gradients` receives new references, NULL where there is none.
bool ct_gradients(
    ct_tensor output, ct_tensor seed_or_null, const ct_tensor *inputs, int count, bool retain_graph, bool create_graph, ct_tensor *gradients);
/// Turns recording on or off for this thread; returns what it was.
bool ct_set_grad_enabled(bool enabled);
/// Turns autocast for a device kind on (with a dtype) or off for this thread; turning it off empties its cache of casts.
void ct_set_autocast(bool cuda, bool enabled, ct_dtype dtype);

// MARK: Random numbers
ct_generator ct_generator_make(uint64_t seed, int device);
void ct_generator_release(ct_generator generator);
/// The generator's state as a uint8 tensor.
ct_tensor ct_generator_state(ct_generator generator);
bool ct_generator_set_state(ct_generator generator, ct_tensor state);

// MARK: Optimizers
ct_optimizer ct_rmsprop(const ct_tensor *parameters, int count, double learning_rate, double alpha, double epsilon);
ct_optimizer ct_adam(const ct_tensor *parameters, int count, double learning_rate, double beta1, double beta2, double epsilon);
void ct_optimizer_release(ct_optimizer optimizer);
/// One update with the given gradients, in the order of the parameters; NULL leaves a parameter as it is.
bool ct_optimizer_step(ct_optimizer optimizer, const ct_tensor *gradients, int count);
double ct_optimizer_learning_rate(ct_optimizer optimizer);
void ct_optimizer_set_learning_rate(ct_optimizer optimizer, double learning_rate);
/// Whether an optimizer remembers anything of a parameter: not before the first gradient.
bool ct_optimizer_has_state(ct_optimizer optimizer, int parameter);
/// A copy of what it remembers of a parameter. Slot 0: its steps, one int64. RMSprop: 1 E[g²]. Adam: 1 E[g], 2 E[g²].
ct_tensor ct_optimizer_state(ct_optimizer optimizer, int parameter, int slot);
/// Replaces what it remembers of a parameter by copies of all slots, or by nothing where `count` is 0.
bool ct_optimizer_set_state(ct_optimizer optimizer, int parameter, const ct_tensor *slots, int count);

// MARK: TorchScript
/// Reads a module from a file's bytes, in evaluation mode.
ct_script_module ct_script_load(const void *bytes, size_t count, int device);
void ct_script_release(ct_script_module module);
/// What the module's forward makes of one tensor, without a gradient; it fails where that is no tensor.
ct_tensor ct_script_forward(ct_script_module module, ct_tensor input);

#ifdef __cplusplus
}
#endif
#endif
