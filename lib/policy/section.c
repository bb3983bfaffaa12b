/*
 * Named entries over several documents: what stands at last, after bases and overrides.
 * A base's entry is replaced only by one that says "override"; two bases that disagree are
 * an error unless somebody above overrides both.
 */
#include <string.h>

#include "policy/reader.h"

uint32_t inc_section_find(const inc_section *section, const char *name, size_t length)
{
  return inc_map_find(&section->map, name, length);
}

void inc_section_free(inc_reader *r, inc_section *section)
{
  if (section->map.allocator.reallocate) inc_map_free(&section->map);
  inc_free(&r->allocator, section->entries);
  *section = (inc_section){0};
}

/* A rule may be a list of versions: the first one speaks for all. */
static bool overrides(inc_reader *r, const inc_json *node)
{
  if (inc_json_type_of(node) == INC_JSON_ARRAY) node = inc_json_first(node);
  return node && inc_json_type_of(node) == INC_JSON_OBJECT && inc_member_boolean(r, node, "override", false);
}

static void declare_again(inc_reader *r, inc_entry *entry, const inc_json *node)
{
  const inc_document *d = &r->policy->documents[r->document];
  bool extends_it = d->bases >> entry->document & 1;
  if (overrides(r, node)) {
    if (!extends_it) inc_report_key(r, "override-nothing", node, "\"%s\" overrides nothing that this policy extends", entry->name);
    entry->clash = NULL;
    entry->node = node;
    entry->document = r->document;
  } else if (extends_it) {
    inc_report_key(r, "override-missing", node, "\"%s\" is declared in \"%s\" already: say \"override\": true to replace it",
                   entry->name, r->policy->documents[entry->document].id);
  } else if (!inc_json_same(entry->node, node)) {
    entry->clash = node;
    entry->clash_document = r->document;
  }
}

static void declare(inc_reader *r, inc_section *section, const inc_json *node)
{
  const char *name = inc_json_key(node);
  bool added;
  if (!inc_check_name(r, node)) return;
  uint32_t number = inc_map_add(&section->map, name, strlen(name), &added);
  if (number == INC_MAP_NONE ||
      !inc_grow(&r->allocator, (void **)&section->entries, section->count, &section->capacity, sizeof *section->entries)) {
    r->failed = true;
    return;
  }
  if (!added) {
    if (number < section->count && section->entries[number].document != r->document) {
      declare_again(r, &section->entries[number], node);
    }
    return; /* twice in one document: duplicate-key was reported */
  }
  section->entries[section->count++] = (inc_entry){.name = name, .document = r->document, .node = node};
  if (overrides(r, node)) inc_report_key(r, "override-nothing", node, "\"%s\" overrides nothing", name);
}

/* A section may carry a note; an entry may have that name too. */
static bool is_note(const inc_json *node)
{
  return !strcmp(inc_json_key(node), "note") && inc_json_string(node);
}

void inc_collect(inc_reader *r, inc_section *section, const char *key)
{
  inc_map_init(&section->map, &r->allocator);
  for (uint32_t i = 0; i < r->policy->document_count && !r->failed; i++) {
    r->document = r->policy->order[i];
    const inc_json *root = inc_json_root(r->policy->documents[r->document].json);
    const inc_json *object = inc_json_get(root, key);
    for (const inc_json *node = inc_json_first(object); node && inc_json_key(node) && !r->failed; node = inc_json_next(node)) {
      if (!is_note(node)) declare(r, section, node);
    }
  }
  for (size_t i = 0; i < section->count; i++) {
    const inc_entry *entry = &section->entries[i];
    if (!entry->clash) continue;
    r->document = entry->clash_document;
    inc_report_key(r, "extends-clash", entry->clash, "\"%s\" is declared otherwise in \"%s\": override it", entry->name,
                   r->policy->documents[entry->document].id);
  }
}
