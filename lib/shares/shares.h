/* A file of units and weights, and a whole divided among them. */
#ifndef INC_SHARES_SHARES_H
#define INC_SHARES_SHARES_H

#include <incubator/shares.h>

#include "apportion/apportion.h"
#include "registry/registry.h"

struct incubator_shares {
  incubator_allocator allocator;
  incubator_registry *registry; /* holds the names of the units */
  incubator_shares_options how; /* the texts in it are not kept */
  bool has_lower, has_upper;
  size_t count;
  const char **units; /* in the registry's dictionary */
  int64_t *weights, *lower, *upper; /* weights in micros */
  inc_i128 total; /* of the weights */
  inc_divided divided;
};

/* Reads units, weights and bounds. */
incubator_status inc_shares_read(incubator_shares *shares, const incubator_registry_source *source, const incubator_shares_options *how,
                                 incubator_findings **findings, incubator_error *error);

#endif
