// The body of CTorch.h: see there for the conventions.
#include "internal.h"

#include <ATen/autocast_mode.h>
#include <dlfcn.h>
#include <malloc.h>
#include <torch/torch.h>
#include <torch/version.h>
#include <vector>

struct ct_generator_s {
    at::Generator value;
    int device;
};
struct ct_optimizer_s {
    std::unique_ptr<torch::optim::Optimizer> value;
    std::vector<at::Tensor> parameters;
};

namespace {

/// As `guarded`, for bodies that make nothing.
template <typename Body> bool done(Body body) {
    return guarded(false, [&] {
        body();
        return true;
    });
}

at::IntArrayRef list(const int64_t *values, int count) { return at::IntArrayRef(values, static_cast<size_t>(count)); }

std::vector<at::Tensor> tensors(const ct_tensor *handles, int count) {
    std::vector<at::Tensor> values;
    values.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; i++) values.push_back(handles[i] ? handles[i]->value : at::Tensor());
    return values;
}

std::optional<at::Tensor> optional(ct_tensor tensor) { return tensor ? std::optional<at::Tensor>(tensor->value) : std::nullopt; }

at::Tensor defined(ct_tensor tensor) { return tensor ? tensor->value : at::Tensor(); }

at::ScalarType scalar_type(ct_dtype dtype) {
    switch (dtype) {
    case CT_FLOAT32: return at::kFloat;
    case CT_BFLOAT16: return at::kBFloat16;
    case CT_FLOAT16: return at::kHalf;
    case CT_UINT8: return at::kByte;
    case CT_INT64: return at::kLong;
    case CT_FLOAT64: return at::kDouble;
    }
    throw std::invalid_argument("an unknown element type");
}

at::Device device_of(int device) {
    return device < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device));
}

} // namespace

thread_local std::string last_error;

const char *ct_last_error(void) { return last_error.c_str(); }
const char *ct_version(void) { return TORCH_VERSION; }

// MARK: Machine

void ct_set_threads(int count) { at::set_num_threads(count); }
int ct_threads(void) { return at::get_num_threads(); }

void ct_keep_freed_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 2047 << 20);
#endif
}

bool ct_has_fast_bfloat16(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

int ct_cuda_device_count(void) {
    // The CUDA build of libtorch registers its device when this library is loaded; the CPU build does not have it.
    static void *library = dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    return guarded(0, [] { return library ? static_cast<int>(torch::cuda::device_count()) : 0; });
}

// MARK: Creation

ct_tensor ct_from_data(const void *data, ct_dtype dtype, const int64_t *shape, int rank) {
    return made([&] { return torch::from_blob(const_cast<void *>(data), list(shape, rank), scalar_type(dtype)).clone(); });
}

ct_tensor ct_full(double value, const int64_t *shape, int rank, ct_dtype dtype, int device) {
    return made([&] {
        return torch::full(list(shape, rank), value, at::TensorOptions().dtype(scalar_type(dtype)).device(device_of(device)));
    });
}

ct_tensor ct_randn(const int64_t *shape, int rank, ct_generator generator, int device) {
    return made([&] {
        return torch::randn(list(shape, rank), generator->value, device_of(generator->device)).to(device_of(device));
    });
}

ct_tensor ct_rand(const int64_t *shape, int rank, ct_generator generator, int device) {
    return made([&] {
        return torch::rand(list(shape, rank), generator->value, device_of(generator->device)).to(device_of(device));
    });
}

void ct_release(ct_tensor tensor) { delete tensor; }

// MARK: Facts

int ct_rank(ct_tensor tensor) { return static_cast<int>(tensor->value.dim()); }

void ct_shape(ct_tensor tensor, int64_t *shape) {
    for (auto size : tensor->value.sizes()) *shape++ = size;
}

int ct_dtype_of(ct_tensor tensor) {
    switch (tensor->value.scalar_type()) {
    case at::kFloat: return CT_FLOAT32;
    case at::kBFloat16: return CT_BFLOAT16;
    case at::kHalf: return CT_FLOAT16;
    case at::kByte: return CT_UINT8;
    case at::kLong: return CT_INT64;
    case at::kDouble: return CT_FLOAT64;
    default: return -1;
    }
}

int ct_device_of(ct_tensor tensor) { return tensor->value.is_cuda() ? tensor->value.device().index() : -1; }

bool ct_copy_out(ct_tensor tensor, ct_dtype dtype, void *out, size_t bytes) {
    return done([&] {
        at::NoGradGuard guard;
        auto value = tensor->value.detach().to(at::kCPU, scalar_type(dtype)).contiguous();
        TORCH_CHECK(value.nbytes() == bytes, "a copy of ", value.nbytes(), " bytes into room for ", bytes);
        std::memcpy(out, value.const_data_ptr(), bytes);
    });
}

// MARK: Elementwise

ct_tensor ct_binary(ct_binary_op op, ct_tensor a, ct_tensor b) {
    return made([&]() -> at::Tensor {
        switch (op) {
        case CT_ADD: return a->value + b->value;
        case CT_SUB: return a->value - b->value;
        case CT_MUL: return a->value * b->value;
        case CT_DIV: return a->value / b->value;
        }
        throw std::invalid_argument("an unknown operation on two tensors");
    });
}

ct_tensor ct_unary(ct_unary_op op, ct_tensor a) {
    return made([&]() -> at::Tensor {
        switch (op) {
        case CT_NEG: return a->value.neg();
        case CT_SQUARE: return a->value.square();
        case CT_SQRT: return a->value.sqrt();
        case CT_ABS: return a->value.abs();
        case CT_RELU: return a->value.relu();
        case CT_TANH: return a->value.tanh();
        case CT_EXP: return a->value.exp();
        case CT_LOG: return a->value.log();
        case CT_SOFTPLUS: return at::softplus(a->value);
        case CT_DETACH: return a->value.detach();
        case CT_CHANNELS_LAST: return a->value.contiguous(at::MemoryFormat::ChannelsLast);
        case CT_ALIAS: return a->value;
        }
        throw std::invalid_argument("an unknown operation on a tensor");
    });
}

ct_tensor ct_scalar(ct_scalar_op op, ct_tensor a, double value) {
    return made([&]() -> at::Tensor {
        switch (op) {
        case CT_ADD_SCALAR: return a->value + value;
        case CT_MUL_SCALAR: return a->value * value;
        case CT_CLAMP: return a->value.clamp(-value, value);
        case CT_LEAKY_RELU: return at::leaky_relu(a->value, value);
        }
        throw std::invalid_argument("an unknown operation on a tensor and a number");
    });
}

// MARK: Reductions

ct_tensor ct_reduce(ct_reduction op, ct_tensor a, const int64_t *dims, int count, bool keep) {
    return made([&] {
        if (count == 0) return op == CT_SUM ? a->value.sum() : a->value.mean();
        return op == CT_SUM ? a->value.sum(list(dims, count), keep) : a->value.mean(list(dims, count), keep);
    });
}

// MARK: Shape and type

ct_tensor ct_reshape(ct_tensor a, const int64_t *shape, int rank) {
    return made([&] { return a->value.reshape(list(shape, rank)); });
}
ct_tensor ct_permute(ct_tensor a, const int64_t *dims, int rank) {
    return made([&] { return a->value.permute(list(dims, rank)); });
}
ct_tensor ct_concatenate(const ct_tensor *parts, int count, int64_t dim) {
    return made([&] { return at::cat(tensors(parts, count), dim); });
}
ct_tensor ct_narrow(ct_tensor a, int64_t dim, int64_t start, int64_t length) {
    return made([&] { return a->value.narrow(dim, start, length); });
}
ct_tensor ct_to_dtype(ct_tensor a, ct_dtype dtype) {
    return made([&] { return a->value.to(scalar_type(dtype)); });
}
ct_tensor ct_to_device(ct_tensor a, int device) {
    return made([&] {
        auto target = device_of(device);
        // From pinned memory a copy to a GPU runs beside whatever the GPU still has to do.
        if (target.is_cuda() && a->value.is_cpu()) return a->value.pin_memory().to(target, true);
        return a->value.to(target);
    });
}

// MARK: Layers

ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias) {
    return made([&] { return at::linear(x->value, weight->value, optional(bias)); });
}
ct_tensor ct_conv2d(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding) {
    return made([&] {
        return at::conv2d(x->value, weight->value, optional(bias), {stride, stride}, at::IntArrayRef({padding, padding}));
    });
}
ct_tensor ct_conv_transpose2d(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding) {
    return made([&] {
        return at::conv_transpose2d(x->value, weight->value, optional(bias), {stride, stride}, at::IntArrayRef({padding, padding}));
    });
}
ct_tensor ct_pad2d(ct_tensor x, int64_t left, int64_t right, int64_t top, int64_t bottom) {
    return made([&] { return at::constant_pad_nd(x->value, {left, right, top, bottom}); });
}
ct_tensor ct_affine_sample(ct_tensor x, ct_tensor theta) {
    return made([&] {
        constexpr int64_t bilinear = 0, border = 1;
        auto grid = at::affine_grid_generator(theta->value, x->value.sizes(), false);
        return at::grid_sampler(x->value, grid, bilinear, border, false);
    });
}
ct_tensor ct_batch_norm(
    ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor mean, ct_tensor variance, bool training, double momentum, double epsilon) {
    return made([&] {
        return at::batch_norm(
            x->value, optional(weight), optional(bias), optional(mean), optional(variance), training || !mean, momentum, epsilon, true);
    });
}

// MARK: In place

bool ct_copy_(ct_tensor target, ct_tensor source) {
    return done([&] {
        at::NoGradGuard guard;
        TORCH_CHECK(
            target->value.sizes() == source->value.sizes(), "a tensor of shape ", source->value.sizes(), " for one of shape ",
            target->value.sizes());
        target->value.copy_(source->value);
    });
}

bool ct_lerp_(ct_tensor target, ct_tensor source, double weight) {
    return done([&] {
        at::NoGradGuard guard;
        target->value.lerp_(source->value.detach(), weight);
    });
}

// MARK: Autograd

bool ct_set_requires_grad(ct_tensor tensor, bool value) {
    return done([&] { tensor->value.set_requires_grad(value); });
}

bool ct_requires_grad(ct_tensor tensor) { return tensor->value.requires_grad(); }

bool ct_gradients(
    ct_tensor output, ct_tensor seed, const ct_tensor *inputs, int count, bool retain_graph, bool create_graph, ct_tensor *gradients) {
    return done([&] {
        std::vector<at::Tensor> seeds;
        if (seed) seeds.push_back(seed->value);
        auto found = torch::autograd::grad({output->value}, tensors(inputs, count), seeds, retain_graph, create_graph, true);
        for (int i = 0; i < count; i++) {
            auto &gradient = found[static_cast<size_t>(i)];
            gradients[i] = gradient.defined() ? new ct_tensor_s{gradient} : nullptr;
        }
    });
}

bool ct_set_grad_enabled(bool enabled) {
    bool before = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled);
    return before;
}

void ct_set_autocast(bool cuda, bool enabled, ct_dtype dtype) {
    auto kind = cuda ? at::kCUDA : at::kCPU;
    if (enabled) at::autocast::set_autocast_dtype(kind, scalar_type(dtype));
    else at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(kind, enabled);
}

// MARK: Random numbers

ct_generator ct_generator_make(uint64_t seed, int device) {
    return guarded<ct_generator>(nullptr, [&] {
        auto generator = device < 0 ? at::detail::createCPUGenerator(seed) : at::globalContext().defaultGenerator(device_of(device)).clone();
        generator.set_current_seed(seed);
        return new ct_generator_s{generator, device};
    });
}

void ct_generator_release(ct_generator generator) { delete generator; }

ct_tensor ct_generator_state(ct_generator generator) {
    return made([&] { return generator->value.get_state(); });
}

bool ct_generator_set_state(ct_generator generator, ct_tensor state) {
    return done([&] { generator->value.set_state(state->value); });
}

// MARK: Optimizers

ct_optimizer ct_rmsprop(const ct_tensor *parameters, int count, double learning_rate, double alpha, double epsilon) {
    return guarded<ct_optimizer>(nullptr, [&] {
        auto values = tensors(parameters, count);
        auto options = torch::optim::RMSpropOptions(learning_rate).alpha(alpha).eps(epsilon);
        return new ct_optimizer_s{std::make_unique<torch::optim::RMSprop>(values, options), values};
    });
}

ct_optimizer ct_adam(const ct_tensor *parameters, int count, double learning_rate, double beta1, double beta2, double epsilon) {
    return guarded<ct_optimizer>(nullptr, [&] {
        auto values = tensors(parameters, count);
        auto options = torch::optim::AdamOptions(learning_rate).betas({beta1, beta2}).eps(epsilon);
        return new ct_optimizer_s{std::make_unique<torch::optim::Adam>(values, options), values};
    });
}

void ct_optimizer_release(ct_optimizer optimizer) { delete optimizer; }

bool ct_optimizer_step(ct_optimizer optimizer, const ct_tensor *gradients, int count) {
    return done([&] {
        TORCH_CHECK(
            static_cast<size_t>(count) == optimizer->parameters.size(), count, " gradients for ", optimizer->parameters.size(), " parameters");
        for (int i = 0; i < count; i++) optimizer->parameters[static_cast<size_t>(i)].mutable_grad() = defined(gradients[i]);
        optimizer->value->step();
        for (auto &parameter : optimizer->parameters) parameter.mutable_grad() = at::Tensor();
    });
}

double ct_optimizer_learning_rate(ct_optimizer optimizer) { return optimizer->value->param_groups()[0].options().get_lr(); }

void ct_optimizer_set_learning_rate(ct_optimizer optimizer, double learning_rate) {
    for (auto &group : optimizer->value->param_groups()) group.options().set_lr(learning_rate);
}

namespace {

/// What an optimizer of one kind remembers of a parameter, slot by slot; slot 0 is `step`.
std::vector<at::Tensor *> slots(torch::optim::RMSpropParamState &state) { return {&state.square_avg()}; }
std::vector<at::Tensor *> slots(torch::optim::AdamParamState &state) { return {&state.exp_avg(), &state.exp_avg_sq()}; }

template <typename State> at::Tensor slot_of(torch::optim::OptimizerParamState &state, int slot) {
    auto &known = static_cast<State &>(state);
    if (slot == 0) return torch::full({1}, known.step(), at::kLong);
    return slots(known).at(static_cast<size_t>(slot - 1))->detach().clone();
}

template <typename State>
std::unique_ptr<torch::optim::OptimizerParamState> state_from(const at::Tensor &parameter, const std::vector<at::Tensor> &values) {
    auto state = std::make_unique<State>();
    auto places = slots(*state);
    TORCH_CHECK(values.size() == places.size() + 1, values.size(), " slots for an optimizer of ", places.size() + 1);
    state->step(values[0].item<int64_t>());
    for (size_t i = 0; i < places.size(); i++) {
        TORCH_CHECK(
            values[i + 1].sizes() == parameter.sizes(), "a state of shape ", values[i + 1].sizes(), " for a parameter of shape ",
            parameter.sizes());
        *places[i] = at::empty_like(parameter.detach()).copy_(values[i + 1]);
    }
    return state;
}

bool is_rmsprop(ct_optimizer optimizer) { return dynamic_cast<torch::optim::RMSprop *>(optimizer->value.get()) != nullptr; }

void *state_key(ct_optimizer optimizer, int parameter) {
    return optimizer->parameters.at(static_cast<size_t>(parameter)).unsafeGetTensorImpl();
}

} // namespace

bool ct_optimizer_has_state(ct_optimizer optimizer, int parameter) {
    return guarded(false, [&] { return optimizer->value->state().count(state_key(optimizer, parameter)) > 0; });
}

ct_tensor ct_optimizer_state(ct_optimizer optimizer, int parameter, int slot) {
    return made([&] {
        auto &state = *optimizer->value->state().at(state_key(optimizer, parameter));
        return is_rmsprop(optimizer) ? slot_of<torch::optim::RMSpropParamState>(state, slot)
                                     : slot_of<torch::optim::AdamParamState>(state, slot);
    });
}

bool ct_optimizer_set_state(ct_optimizer optimizer, int parameter, const ct_tensor *slots, int count) {
    return done([&] {
        at::NoGradGuard guard;
        auto &known = optimizer->value->state();
        auto key = state_key(optimizer, parameter);
        if (count == 0) {
            known.erase(key);
            return;
        }
        auto values = tensors(slots, count);
        auto &target = optimizer->parameters.at(static_cast<size_t>(parameter));
        known[key] = is_rmsprop(optimizer) ? state_from<torch::optim::RMSpropParamState>(target, values)
                                           : state_from<torch::optim::AdamParamState>(target, values);
    });
}
