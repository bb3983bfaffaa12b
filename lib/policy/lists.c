/* Category lists: their codes, and the names that data may use for them. */
#include <string.h>

#include "policy/reader.h"

static void add_name(inc_reader *r, inc_list *list, const char *name, uint32_t code, const inc_json *node)
{
  uint32_t other;
  if (!name) return;
  if (!inc_index_add(&list->index, name, code, &other)) r->failed = true;
  if (other == INC_NONE) return;
  INC_REPORT(r, "alias-clash", node, "\"%s\" already stands for \"%s\" in \"%s\" (case and width do not tell names apart)", name,
             list->codes[other].code, list->name);
}

static void read_aliases(inc_reader *r, const inc_json *node, const char *const **aliases, size_t *count)
{
  const inc_json *array = inc_member(r, node, "aliases", INC_JSON_ARRAY, false);
  const char **texts = array ? inc_reader_alloc(r, inc_json_count(array), sizeof *texts) : NULL;
  *aliases = texts;
  *count = 0;
  for (const inc_json *item = inc_json_first(array); item && texts; item = inc_json_next(item)) {
    const char *text = inc_json_string(item);
    if (text) texts[(*count)++] = text;
    else INC_REPORT(r, "type-mismatch", item, "found %s, expected a text", inc_json_type_name(inc_json_type_of(item)));
  }
}

static void read_code(inc_reader *r, inc_list *list, const inc_json *node)
{
  uint32_t number = list->count++;
  inc_code *code = &list->codes[number];
  code->code = inc_json_key(node);
  add_name(r, list, code->code, number, node);
  if (!inc_check_keys(r, node, "zh en aliases note")) return;
  code->title.zh = inc_member_text(r, node, "zh", false);
  code->title.en = inc_member_text(r, node, "en", false);
  add_name(r, list, code->title.zh, number, node);
  add_name(r, list, code->title.en, number, node);
  read_aliases(r, node, &code->aliases, &code->alias_count);
  for (size_t i = 0; i < code->alias_count; i++) add_name(r, list, code->aliases[i], number, node);
}

static bool is_code(const char *key)
{
  return strcmp(key, "title") && strcmp(key, "note") && strcmp(key, "override");
}

static void read_list(inc_reader *r, const inc_entry *entry, inc_list *list, inc_label *title)
{
  r->document = entry->document;
  list->name = entry->name;
  inc_map_init(&list->index.names, &r->allocator);
  if (inc_json_type_of(entry->node) != INC_JSON_OBJECT) {
    INC_REPORT(r, "type-mismatch", entry->node, "found %s, expected an object of codes",
               inc_json_type_name(inc_json_type_of(entry->node)));
    return;
  }
  if (inc_json_get(entry->node, "title")) inc_check_label(r, inc_json_get(entry->node, "title"));
  *title = inc_label_of(inc_json_get(entry->node, "title"));
  list->codes = inc_reader_alloc(r, inc_json_count(entry->node), sizeof *list->codes);
  for (const inc_json *code = inc_json_first(entry->node); code && !r->failed; code = inc_json_next(code)) {
    if (is_code(inc_json_key(code))) read_code(r, list, code);
  }
  if (list->count == 0) INC_REPORT(r, "key-missing", entry->node, "a category list without codes");
}

void inc_read_lists(inc_reader *r)
{
  inc_collect(r, &r->lists, "categories");
  inc_schema *schema = &r->policy->program.schema;
  schema->lists = inc_reader_alloc(r, r->lists.count, sizeof *schema->lists);
  r->policy->list_titles = inc_reader_alloc(r, r->lists.count, sizeof *r->policy->list_titles);
  r->used_lists = inc_reader_alloc(r, r->lists.count, sizeof *r->used_lists);
  for (size_t i = 0; i < r->lists.count && !r->failed; i++) {
    schema->list_count++;
    read_list(r, &r->lists.entries[i], &schema->lists[i], &r->policy->list_titles[i]);
  }
}
