/* The policies that ship inside the library: declared here, defined by lib/policies. */
#ifndef INC_POLICY_BUILTIN_H
#define INC_POLICY_BUILTIN_H

#include <stddef.h>

typedef struct inc_builtin {
  const char *id, *text;
  size_t length;
} inc_builtin;

extern const inc_builtin inc_builtin_policies[];
extern const size_t inc_builtin_count;

/* NULL for none of that name. */
const inc_builtin *inc_builtin_find(const char *id);

#endif
