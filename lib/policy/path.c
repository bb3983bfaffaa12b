/* Names to columns: "area", "unit.present", "top:rank", "user.score:service/patents". */
#include <string.h>

#include "base/text.h"
#include "policy/policy.h"

bool inc_policy_part(const incubator_policy *policy, const char *name, size_t length, inc_want *want)
{
  uint32_t number = inc_map_find(&policy->names, name, length);
  *want = number == INC_MAP_NONE ? (inc_want){INC_NONE, 0} : policy->named[number];
  return number != INC_MAP_NONE;
}

static bool fail(inc_path_fault *fault, const char *segment, size_t length, const char *why)
{
  if (fault) *fault = (inc_path_fault){segment, length, why};
  return false;
}

/* The last segment: a field or link, or a rule and perhaps its part. */
static bool find_column(const incubator_policy *policy, const char *name, inc_ref *ref, inc_path_fault *fault)
{
  const inc_table *table = &policy->program.schema.tables[ref->table];
  size_t length = strcspn(name, ":");
  ref->rule = ref->field = INC_NONE;
  ref->part = 0;
  if (!name[length]) ref->field = inc_table_field(table, name, length);
  if (ref->field != INC_NONE) return true;
  inc_want want;
  if (!inc_policy_part(policy, name, length, &want)) return fail(fault, name, length, "is neither a field, a link nor a rule");
  if (policy->program.rules[want.rule].table != ref->table) return fail(fault, name, length, "is a rule of another table");
  if (!inc_policy_part(policy, name, strlen(name), &want)) {
    return fail(fault, name, strlen(name), "names a part that the rule does not have");
  }
  ref->rule = want.rule;
  ref->part = want.part;
  return true;
}

bool inc_policy_path(const incubator_policy *policy, uint32_t table, const char *path, inc_arena *arena, inc_ref *ref,
                     inc_path_fault *fault)
{
  const inc_schema *schema = &policy->program.schema;
  uint32_t links[64];
  *ref = (inc_ref){.table = table};
  size_t length;
  for (; path[length = strcspn(path, ".:")] == '.'; path += length + 1) {
    uint32_t field = inc_table_field(&schema->tables[ref->table], path, length);
    bool is_link = field != INC_NONE && schema->tables[ref->table].fields[field].link != INC_NONE;
    if (!is_link) return fail(fault, path, length, "is no link of the table");
    if (ref->link_count == 64) return fail(fault, path, length, "leads too far");
    links[ref->link_count++] = field;
    ref->table = schema->tables[ref->table].fields[field].link;
  }
  if (ref->link_count) {
    ref->links = inc_arena_copy(arena, links, ref->link_count, sizeof *links);
    if (!ref->links) return fail(fault, NULL, 0, NULL);
  }
  return find_column(policy, path, ref, fault);
}
