/* Paths of links from one table up to another: found where there is one only, or read. */
#include "policy/links.h"

#include <string.h>

#include "policy/expression.h"

enum { MOST_LINKS = 16 };

typedef struct path_search {
  const inc_schema *schema;
  uint32_t to;
  uint32_t links[MOST_LINKS], next[MOST_LINKS], tables[MOST_LINKS + 1];
  uint32_t found[MOST_LINKS], found_count;
  unsigned paths;
  bool *leads; /* tables from which links lead to `to`: the search enters no other, so it ends soon */
} path_search;

static bool find_leads(inc_reader *r, path_search *s)
{
  s->leads = inc_arena_alloc(&r->scratch, s->schema->count, sizeof *s->leads);
  bool moved = s->leads != NULL;
  if (!moved) r->failed = true;
  while (moved) {
    moved = false;
    for (uint32_t t = 0; t < s->schema->count; t++) {
      const inc_table *table = &s->schema->tables[t];
      for (uint32_t f = 0; f < table->count && !s->leads[t]; f++) {
        uint32_t to = table->fields[f].link;
        s->leads[t] = to != INC_NONE && (to == s->to || s->leads[to]);
        moved = moved || s->leads[t];
      }
    }
  }
  return s->leads != NULL;
}

/* A field that is a link worth following. */
static bool is_step(const path_search *s, const inc_field *field)
{
  return field->link != INC_NONE && (field->link == s->to || s->leads[field->link]);
}

/* All paths of links from a table up to another, depth first; the second one found ends the search. */
static void search_paths(path_search *s, uint32_t from)
{
  uint32_t depth = 0;
  s->tables[0] = from;
  s->next[0] = 0;
  for (;;) {
    const inc_table *table = &s->schema->tables[s->tables[depth]];
    uint32_t field = depth < MOST_LINKS ? s->next[depth] : table->count;
    while (field < table->count && !is_step(s, &table->fields[field])) field++;
    if (field >= table->count) {
      if (depth == 0) return;
      depth--;
      continue;
    }
    s->next[depth] = field + 1;
    s->links[depth] = field;
    s->tables[depth + 1] = table->fields[field].link;
    if (s->tables[depth + 1] == s->to) {
      if (s->paths++) return;
      s->found_count = depth + 1;
      memcpy(s->found, s->links, sizeof s->found);
    } else if (depth + 1 < MOST_LINKS) {
      s->next[++depth] = 0;
    }
  }
}

bool inc_find_via(inc_reader *r, const inc_json *place, uint32_t from, uint32_t to, const uint32_t **via, uint32_t *count)
{
  const inc_schema *schema = &r->policy->program.schema;
  path_search s = {.schema = schema, .to = to};
  if (!find_leads(r, &s)) return false;
  search_paths(&s, from);
  if (s.paths == 0) {
    INC_REPORT(r, "unknown-name", place, "no links lead from \"%s\" to \"%s\"", schema->tables[from].name, schema->tables[to].name);
  } else if (s.paths > 1) {
    INC_REPORT(r, "via-ambiguous", place, "several paths of links lead from \"%s\" to \"%s\": say which by \"via\"",
               schema->tables[from].name, schema->tables[to].name);
  } else {
    *via = inc_arena_copy(r->arena, s.found, s.found_count, sizeof *s.found);
    *count = s.found_count;
    if (!*via) r->failed = true;
  }
  return s.paths == 1 && *via;
}

bool inc_read_via(inc_reader *r, const inc_json *node, uint32_t from, uint32_t to, const uint32_t **via, uint32_t *count)
{
  inc_ref ref;
  const inc_schema *schema = &r->policy->program.schema;
  if (!inc_read_path(r, node, from, &ref)) return false;
  const uint32_t end = ref.field == INC_NONE ? INC_NONE : schema->tables[ref.table].fields[ref.field].link;
  if (end == INC_NONE || (to != INC_NONE && end != to)) {
    INC_REPORT(r, "unknown-name", node, "\"%s\" is no path of links from \"%s\"%s%s%s", inc_json_string(node), schema->tables[from].name,
               to == INC_NONE ? "" : " to \"", to == INC_NONE ? "" : schema->tables[to].name, to == INC_NONE ? "" : "\"");
    return false;
  }
  uint32_t *links = inc_reader_alloc(r, ref.link_count + 1, sizeof *links);
  if (!links) return false;
  if (ref.link_count) memcpy(links, ref.links, ref.link_count * sizeof *links);
  links[ref.link_count] = ref.field;
  *via = links;
  *count = ref.link_count + 1;
  return true;
}
