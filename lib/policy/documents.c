/* The texts of a policy: itself and, by `extends`, its bases. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "policy/builtin.h"
#include "policy/reader.h"

#define POLICY_BYTES ((size_t)16 << 20)

typedef struct loader {
  inc_reader *reader;
  const incubator_policy_options *options;
  incubator_error *error;
  incubator_status status;
  const char *paths[INC_DOCUMENTS]; /* file of each document, NULL for none */
  bool done[INC_DOCUMENTS];
} loader;

const inc_builtin *inc_builtin_find(const char *id)
{
  for (size_t i = 0; i < inc_builtin_count; i++) {
    if (!strcmp(inc_builtin_policies[i].id, id)) return &inc_builtin_policies[i];
  }
  return NULL;
}

/* A text that is no JSON is a finding as any other. */
static void report_syntax(inc_reader *r, const char *name, const incubator_error *e)
{
  inc_spot spot = {name, "", e->line, e->column};
  inc_findings_add(r->findings, INCUBATOR_SEVERITY_ERROR, incubator_status_name(e->status), spot, "found %s", e->message);
}

static void report_duplicates(inc_reader *r, const inc_json_document *json)
{
  size_t state = 0;
  const inc_json *node;
  for (;;) {
    if (inc_json_duplicate(json, &state, &node) != INCUBATOR_STATUS_OK) r->failed = true;
    if (!node) return;
    inc_report_key(r, "duplicate-key", node, "the key \"%s\" stands twice in one object", inc_json_key(node));
  }
}

/* What would be shown on a terminal otherwise than it is. */
static void report_controls(inc_reader *r, const inc_json_document *json)
{
  const inc_json *node;
  for (size_t i = 0; (node = inc_json_node(json, i)) != NULL; i++) {
    const char *key = inc_json_key(node), *text = inc_json_string(node);
    if (key && inc_text_control(key, strlen(key), false)) {
      inc_report_key(r, "control-character", node, "a key with a control character");
    }
    if (text && inc_text_control(text, strlen(text), true)) {
      INC_REPORT(r, "control-character", node, "found a control character, expected text that shows as it is");
    }
  }
}

static void digest_text(const char *text, size_t length, char digest[INC_DIGEST_TEXT])
{
  inc_digest d;
  inc_digest_start(&d);
  inc_digest_add(&d, text, length);
  inc_digest_end(&d, digest);
}

static bool is_id(const char *id)
{
  size_t length = strlen(id);
  return length > 0 && length < 100 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

static void check_dates(inc_reader *r, inc_document *d, const inc_json *root)
{
  inc_member_date(r, root, "from", &d->from);
  bool until = inc_member_date(r, root, "until", &d->until);
  if (until && d->from >= d->until) {
    INC_REPORT(r, "dates-order", inc_json_get(root, "until"), "\"until\" is not later than \"from\"");
  }
}

static void check_sections(inc_reader *r, const inc_json *root)
{
  static const char *const names[] = {"sources", "categories", "units", "parameters", "tables", "rules"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) inc_member(r, root, names[i], INC_JSON_OBJECT, false);
}

static void check_envelope(inc_reader *r, inc_document *d, const inc_json *root)
{
  const char *format = inc_member_text(r, root, "format", true);
  if (format && strcmp(format, "incubator-policy/1")) {
    INC_REPORT(r, "format-unknown", inc_json_get(root, "format"), "found \"%s\", expected \"incubator-policy/1\"", format);
  }
  d->id = inc_member_text(r, root, "id", true);
  if (d->id && !is_id(d->id)) {
    INC_REPORT(r, "name-invalid", inc_json_get(root, "id"), "\"%s\" is no id: expected small letters, digits, - and _", d->id);
  }
  if (!d->id) d->id = "";
  check_dates(r, d, root);
  check_sections(r, root);
  inc_check_keys(r, root,
                 "format id version title note extends from until rounding sources categories units parameters tables "
                 "rules tests");
}

/* Adds a document; INC_NONE when it can't be read as JSON. */
static uint32_t add_text(loader *l, const char *name, const char *text, size_t length)
{
  inc_reader *r = l->reader;
  incubator_policy *policy = r->policy;
  incubator_error e = INCUBATOR_ERROR_INIT;
  inc_document *d = &policy->documents[policy->document_count];
  incubator_status status = inc_json_read(&r->allocator, name, text, length, &d->json, &e);
  if (status == INCUBATOR_STATUS_NO_MEMORY) r->failed = true;
  else if (status != INCUBATOR_STATUS_OK) report_syntax(r, name, &e);
  if (status != INCUBATOR_STATUS_OK) return INC_NONE;
  r->document = policy->document_count++;
  digest_text(text, length, d->digest);
  d->id = "";
  d->from = INC_DATE_MIN;
  d->until = INC_DATE_MAX + 1;
  report_duplicates(r, d->json);
  report_controls(r, d->json);
  const inc_json *root = inc_json_root(d->json);
  if (inc_json_type_of(root) == INC_JSON_OBJECT) check_envelope(r, d, root);
  else INC_REPORT(r, "type-mismatch", root, "found %s, expected a policy (an object)", inc_json_type_name(inc_json_type_of(root)));
  return r->document;
}

static uint32_t add_file(loader *l, const char *path)
{
  inc_reader *r = l->reader;
  char *text;
  size_t length;
  l->status = inc_file_read(&r->allocator, path, POLICY_BYTES, &text, &length, l->error);
  if (l->status != INCUBATOR_STATUS_OK) return INC_NONE;
  uint32_t number = add_text(l, path, text, length);
  inc_free(&r->allocator, text);
  if (number != INC_NONE) l->paths[number] = inc_reader_text(r, path);
  return number;
}

static uint32_t add_source(loader *l, const incubator_policy_source *source)
{
  if (source->path) return add_file(l, source->path);
  if (source->text) return add_text(l, source->name ? source->name : "policy", source->text, source->length);
  const inc_builtin *builtin = inc_builtin_find(source->builtin);
  if (builtin) return add_text(l, builtin->id, builtin->text, builtin->length);
  l->status = INC_FAIL(l->error, INCUBATOR_STATUS_NOT_FOUND, "no built-in policy \"%s\"", source->builtin);
  return INC_NONE;
}

/* The file of that id beside another; NULL when there is none. */
static const char *beside(loader *l, uint32_t document, const char *id)
{
  const char *path = l->paths[document];
  if (!path) return NULL;
  const char *slash = strrchr(path, '/');
  int folder = slash ? (int)(slash - path + 1) : 0;
  size_t room = (size_t)folder + strlen(id) + sizeof ".json";
  char *file = inc_arena_alloc(&l->reader->scratch, room, 1);
  if (!file) {
    l->reader->failed = true;
    return NULL;
  }
  snprintf(file, room, "%.*s%s.json", folder, path, id);
  return inc_file_exists(file) ? file : NULL;
}

/* Where a base is: what the caller's resolver says, then beside, then built in. False when nowhere. */
static bool find_base(loader *l, uint32_t document, const char *id, incubator_policy_source *source)
{
  *source = (incubator_policy_source)INCUBATOR_POLICY_SOURCE_INIT;
  if (l->options->resolve) {
    incubator_status status = l->options->resolve(l->options->resolve_context, id, source);
    if (status == INCUBATOR_STATUS_OK) return source->path || source->text || source->builtin;
    if (status != INCUBATOR_STATUS_NOT_FOUND) {
      l->status = INC_FAIL(l->error, status, "the resolver failed for \"%s\"", id);
      return false;
    }
  }
  source->path = beside(l, document, id);
  if (!source->path && inc_builtin_find(id)) source->builtin = id;
  return source->path || source->builtin;
}

static uint32_t known_document(const loader *l, const char *id)
{
  for (uint32_t i = 0; i < l->reader->policy->document_count; i++) {
    if (!strcmp(l->reader->policy->documents[i].id, id)) return i;
  }
  return INC_NONE;
}

/* The document that one item of `extends` names, INC_NONE when there is none; *loaded says whether it is new. */
static uint32_t open_base(loader *l, uint32_t document, const inc_json *item, bool *loaded)
{
  inc_reader *r = l->reader;
  incubator_policy_source source;
  const char *id = inc_json_string(item);
  *loaded = false;
  r->document = document;
  if (!id || !is_id(id)) {
    INC_REPORT(r, "extends-unknown", item, "expected the id of a policy");
    return INC_NONE;
  }
  uint32_t known = known_document(l, id);
  if (known != INC_NONE && !l->done[known]) {
    INC_REPORT(r, "extends-cycle", item, "\"%s\" extends itself, directly or through others", id);
    return INC_NONE;
  }
  if (known != INC_NONE) return known;
  if (!find_base(l, document, id, &source)) {
    if (l->status == INCUBATOR_STATUS_OK) INC_REPORT(r, "extends-unknown", item, "no policy \"%s\", neither beside this one nor built in", id);
    return INC_NONE;
  }
  if (r->policy->document_count == INC_DOCUMENTS) {
    INC_REPORT(r, "limit", item, "more than %d policies extended", INC_DOCUMENTS - 1);
    return INC_NONE;
  }
  uint32_t number = add_source(l, &source);
  *loaded = number != INC_NONE;
  if (!*loaded || !strcmp(r->policy->documents[number].id, id)) return number;
  r->document = document;
  INC_REPORT(r, "extends-unknown", item, "the policy found for \"%s\" calls itself \"%s\"", id, r->policy->documents[number].id);
  return number;
}

static const inc_json *extends_of(inc_reader *r, uint32_t number)
{
  const inc_json *root = inc_json_root(r->policy->documents[number].json);
  r->document = number;
  return inc_json_first(inc_member(r, root, "extends", INC_JSON_ARRAY, false));
}

/* Depth first, without recursion; a document is done behind its bases. */
static void load_bases(loader *l, uint32_t first)
{
  struct {
    uint32_t document;
    const inc_json *next;
  } stack[INC_DOCUMENTS];
  incubator_policy *policy = l->reader->policy;
  uint32_t depth = 0, ordered = 0;
  stack[depth].document = first;
  stack[depth++].next = extends_of(l->reader, first);
  while (depth && l->status == INCUBATOR_STATUS_OK && !l->reader->failed) {
    uint32_t top = stack[depth - 1].document;
    const inc_json *item = stack[depth - 1].next;
    if (!item) {
      l->done[top] = true;
      policy->order[ordered++] = top;
      depth--;
      if (depth) policy->documents[stack[depth - 1].document].bases |= policy->documents[top].bases;
      continue;
    }
    stack[depth - 1].next = inc_json_next(item);
    bool loaded;
    uint32_t base = open_base(l, top, item, &loaded);
    if (base == INC_NONE) continue;
    policy->documents[top].bases |= UINT64_C(1) << base | policy->documents[base].bases;
    if (!loaded) continue;
    stack[depth].document = base;
    stack[depth++].next = extends_of(l->reader, base);
  }
}

static void digest_policy(incubator_policy *policy, const incubator_policy_options *options)
{
  inc_digest d;
  inc_digest_start(&d);
  for (uint32_t i = 0; i < policy->document_count; i++) {
    const inc_document *document = &policy->documents[policy->order[i]];
    inc_digest_add_text(&d, document->id);
    inc_digest_add_text(&d, document->digest);
  }
  for (size_t i = 0; i < options->setting_count; i++) inc_digest_add_text(&d, options->settings[i]);
  inc_digest_end(&d, policy->digest);
}

incubator_status inc_read_documents(inc_reader *r, const incubator_policy_source *source,
                                    const incubator_policy_options *options, incubator_error *error)
{
  loader l = {.reader = r, .options = options, .error = error};
  uint32_t own = add_source(&l, source);
  if (own == INC_NONE) return l.status;
  load_bases(&l, own);
  if (l.status == INCUBATOR_STATUS_OK && !r->failed) digest_policy(r->policy, options);
  return l.status;
}
