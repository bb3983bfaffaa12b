/* Names to columns: "area", "unit.present", "top:rank", "user.score:service/patents". */
#include <string.h>

#include "base/text.h"
#include "policy/policy.h"

uint32_t inc_policy_rule(const incubator_policy *policy, const char *name, size_t length)
{
  for (uint32_t i = 0; i < policy->program.rule_count; i++) {
    if (inc_text_equal(name, length, policy->program.rules[i].name)) return i;
  }
  return INC_NONE;
}

uint32_t inc_rule_part(const inc_rule *rule, const char *name, size_t length)
{
  for (uint32_t i = 1; i < rule->part_count; i++) {
    if (inc_text_equal(name, length, rule->parts[i].name)) return i;
  }
  return INC_NONE;
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
  ref->rule = inc_policy_rule(policy, name, length);
  if (ref->rule == INC_NONE) return fail(fault, name, length, "is neither a field, a link nor a rule");
  const inc_rule *rule = &policy->program.rules[ref->rule];
  if (rule->table != ref->table) return fail(fault, name, length, "is a rule of another table");
  if (!name[length]) return true;
  ref->part = inc_rule_part(rule, name + length + 1, strlen(name + length + 1));
  return ref->part != INC_NONE || fail(fault, name, strlen(name), "names a part that the rule does not have");
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
