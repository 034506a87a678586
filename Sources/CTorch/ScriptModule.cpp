// TorchScript modules: see CTorch.h for the conventions.
#include "internal.h"

#include <sstream>
#include <torch/script.h>

struct ct_script_module_s {
    torch::jit::Module value;
    at::Device device;
};

ct_script_module ct_script_load(const void *bytes, size_t count, int device) {
    return guarded<ct_script_module>(nullptr, [&] {
        auto place = device < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device));
        std::istringstream stream(std::string(static_cast<const char *>(bytes), count));
        auto module = torch::jit::load(stream, place);
        module.eval();
        return new ct_script_module_s{module, place};
    });
}

void ct_script_release(ct_script_module module) { delete module; }

ct_tensor ct_script_forward(ct_script_module module, ct_tensor input) {
    return made([&] {
        // Graph optimisation specialises on the first inputs, and would compute the second batch otherwise than the first.
        at::NoGradGuard no_gradient;
        torch::jit::GraphOptimizerEnabledGuard no_optimisation(false);
        auto output = module->value.forward({input->value.to(module->device)});
        TORCH_CHECK(output.isTensor(), "its forward gives no tensor but ", output.tagKind());
        return output.toTensor();
    });
}
