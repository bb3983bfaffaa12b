/* Loads the tables named on the command line for the policy wuhan-2021: prints seconds and the peak of memory in KiB. */
#include <incubator/incubator.h>

#include <stdio.h>
#include <sys/resource.h>

#define BENCH "load"
#include "support.h"

static incubator_status load(incubator_policy *policy, int count, char **paths, incubator_registry **registry, incubator_error *error)
{
  incubator_registry_builder *builder;
  incubator_status status = incubator_registry_builder_create(policy, NULL, &builder, error);
  for (int i = 0; i < count && status == INCUBATOR_STATUS_OK; i++) {
    incubator_registry_source source = INCUBATOR_REGISTRY_SOURCE_INIT;
    source.path = paths[i];
    status = incubator_registry_builder_read(builder, &source, error);
  }
  if (status == INCUBATOR_STATUS_OK) status = incubator_registry_builder_finish(builder, registry, NULL, error);
  incubator_registry_builder_free(builder);
  return status;
}

int main(int count, char **arguments)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_policy *policy = NULL;
  incubator_registry *registry = NULL;
  struct rusage use;
  source.builtin = "wuhan-2021";
  if (incubator_policy_read(&source, NULL, &policy, NULL, &error)) return 1;
  double start = now();
  if (load(policy, count - 1, arguments + 1, &registry, &error)) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  double seconds = now() - start;
  getrusage(RUSAGE_SELF, &use);
  printf("%.6f %ld %zu\n", seconds, use.ru_maxrss, incubator_registry_rows(registry, "enterprises"));
  incubator_registry_unref(registry);
  incubator_policy_unref(policy);
  return 0;
}
