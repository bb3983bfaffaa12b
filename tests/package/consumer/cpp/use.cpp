// The C interface from C++: owners by unique_ptr, text by a lambda that collects it.
#include <iostream>
#include <memory>
#include <string>

#include <incubator/incubator.h>

int main()
{
  using policy_owner = std::unique_ptr<incubator_policy, decltype(&incubator_policy_unref)>;
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_policy *read = nullptr;
  source.builtin = "wuhan-2021";
  if (incubator_policy_read(&source, nullptr, &read, nullptr, &error) != INCUBATOR_STATUS_OK) {
    std::cerr << error.message << '\n';
    return 1;
  }
  policy_owner policy(read, &incubator_policy_unref);
  std::string text;
  incubator_writer writer = {&text, [](void *to, const char *bytes, size_t length) {
                               static_cast<std::string *>(to)->append(bytes, length);
                               return INCUBATOR_STATUS_OK;
                             }};
  if (incubator_policy_describe(policy.get(), INCUBATOR_LANGUAGE_ZH, &writer, &error) != INCUBATOR_STATUS_OK) return 1;
  std::cout << incubator_policy_id(policy.get()) << ": " << text.size() << " bytes\n";
  return text.empty() ? 1 : 0;
}
