// What the bodies of CTorch.h share.
#ifndef CTORCH_INTERNAL_H
#define CTORCH_INTERNAL_H

#include "CTorch.h"

#if !__has_include(<torch/torch.h>)
#error "libtorch is missing: run make setup"
#endif

#include <exception>
#include <string>
#include <torch/torch.h>

struct ct_tensor_s {
    at::Tensor value;
};

/// What `ct_last_error` says on this thread.
extern thread_local std::string last_error;

/// Runs `body`; what it throws becomes `fallback` and a message for `ct_last_error`.
template <typename Result, typename Body> Result guarded(Result fallback, Body body) {
    try {
        return body();
    } catch (const c10::Error &error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception &error) {
        last_error = error.what();
    } catch (...) {
        last_error = "an unknown C++ exception";
    }
    return fallback;
}

/// As `guarded`, for bodies that make a tensor.
template <typename Body> ct_tensor made(Body body) {
    return guarded<ct_tensor>(nullptr, [&] { return new ct_tensor_s{body()}; });
}

#endif
