/* Sources, and what everything in a policy rests on. */
#include <string.h>

#include "policy/reader.h"

const char *inc_evidence_name(inc_evidence evidence)
{
  static const char *const names[] = {"verbatim", "recalled", "assumed"};
  return names[evidence];
}

static inc_evidence read_evidence(inc_reader *r, const inc_json *object, inc_evidence otherwise)
{
  const inc_json *node = inc_json_get(object, "evidence");
  int word = node ? inc_read_word(r, node, "evidence-unknown", "verbatim recalled assumed") : -1;
  return word < 0 ? otherwise : (inc_evidence)word;
}

static void read_source(inc_reader *r, const inc_entry *entry, inc_source *source)
{
  r->document = entry->document;
  source->name = entry->name;
  if (!inc_check_keys(r, entry->node, "title number issuer issued evidence note override url")) return;
  source->title = inc_label_of(inc_json_get(entry->node, "title"));
  source->number = inc_member_text(r, entry->node, "number", false);
  inc_member_text(r, entry->node, "url", false);
  source->issuer = inc_member_text(r, entry->node, "issuer", false);
  source->note = inc_label_of(inc_json_get(entry->node, "note")).zh;
  int32_t issued;
  if (inc_member_date(r, entry->node, "issued", &issued)) source->issued = inc_json_string(inc_json_get(entry->node, "issued"));
  source->floor = read_evidence(r, entry->node, INC_VERBATIM);
}

void inc_read_sources(inc_reader *r)
{
  inc_collect(r, &r->sources, "sources");
  r->policy->source_count = (uint32_t)r->sources.count;
  r->policy->sources = inc_reader_alloc(r, r->sources.count, sizeof *r->policy->sources);
  r->used_sources = inc_reader_alloc(r, r->sources.count, sizeof *r->used_sources);
  for (size_t i = 0; i < r->sources.count && !r->failed; i++) read_source(r, &r->sources.entries[i], &r->policy->sources[i]);
}

/* "source#clause"; the clause may be missing. */
static bool read_cite(inc_reader *r, const inc_json *node, inc_cite *cite)
{
  const char *text = inc_json_string(node);
  if (!text) {
    INC_REPORT(r, "type-mismatch", node, "found %s, expected \"source#clause\"", inc_json_type_name(inc_json_type_of(node)));
    return false;
  }
  size_t length = strcspn(text, "#");
  cite->source = inc_section_find(&r->sources, text, length);
  if (cite->source == INC_MAP_NONE) {
    INC_REPORT(r, "source-unknown", node, "no source \"%.*s\" is declared", (int)length, text);
    return false;
  }
  r->used_sources[cite->source] = true;
  cite->clause = inc_reader_text(r, text[length] ? text + length + 1 : "");
  return true;
}

static void read_cites(inc_reader *r, const inc_json *node, inc_basis *basis)
{
  bool list = inc_json_type_of(node) == INC_JSON_ARRAY;
  inc_cite *cites = inc_reader_alloc(r, list ? inc_json_count(node) : 1, sizeof *cites);
  size_t count = 0;
  for (const inc_json *item = list ? inc_json_first(node) : node; item && cites; item = list ? inc_json_next(item) : NULL) {
    if (read_cite(r, item, &cites[count])) count++;
  }
  basis->cites = cites;
  basis->cite_count = count;
}

static void apply_floors(const inc_reader *r, inc_basis *basis)
{
  for (size_t i = 0; i < basis->cite_count; i++) {
    inc_evidence floor = r->policy->sources[basis->cites[i].source].floor;
    if (floor > basis->evidence) basis->evidence = floor;
  }
}

inc_basis inc_read_basis(inc_reader *r, const inc_json *object, const inc_basis *from)
{
  inc_basis basis = {0};
  const inc_json *cite = inc_json_get(object, "cite"), *assumed = inc_json_get(object, "assumed");
  basis.title = inc_label_of(inc_json_get(object, "title"));
  basis.reason = inc_label_of(inc_json_get(object, "reason"));
  basis.note = inc_label_of(inc_json_get(object, "note"));
  basis.assumed = inc_label_of(assumed);
  if (cite) read_cites(r, cite, &basis);
  if (!cite && from) {
    basis.cites = from->cites;
    basis.cite_count = from->cite_count;
  }
  inc_evidence otherwise = cite ? INC_VERBATIM : from ? from->evidence : INC_ASSUMED;
  if (assumed) otherwise = INC_ASSUMED;
  else if (!cite && from) basis.assumed = from->assumed;
  basis.evidence = read_evidence(r, object, otherwise);
  if (assumed) basis.evidence = INC_ASSUMED;
  apply_floors(r, &basis);
  return basis;
}
