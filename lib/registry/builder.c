/* The builder as its users hold it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/text.h"
#include "registry/registry.h"

static void building_free(inc_building *b, uint32_t columns, const incubator_allocator *a)
{
  for (uint32_t f = 0; b->columns && f < columns; f++) inc_growing_free(&b->columns[f], a);
  inc_free(a, b->columns);
  inc_free(a, b->row_of_text);
  inc_free(a, b->records);
  inc_free(a, b->origins);
}

void inc_builder_close_rows(incubator_registry_builder *b)
{
  if (!b->open) return;
  inc_rows_free(b->open);
  inc_free(&b->allocator, b->open);
  b->open = NULL;
}

void incubator_registry_builder_free(incubator_registry_builder *b)
{
  if (!b) return;
  incubator_allocator a = b->allocator;
  inc_builder_close_rows(b);
  for (uint32_t t = 0; b->tables && t < b->policy->program.schema.count; t++) {
    building_free(&b->tables[t], b->policy->program.schema.tables[t].count, &a);
  }
  inc_free(&a, b->tables);
  inc_map_free(&b->texts);
  inc_map_free(&b->unknown);
  incubator_findings_free(b->findings);
  inc_arena_clear(&b->arena);
  incubator_policy_unref(b->policy);
  inc_free(&a, b);
}

static bool make_tables(incubator_registry_builder *b)
{
  const inc_schema *schema = &b->policy->program.schema;
  b->tables = inc_alloc_zero(&b->allocator, schema->count, sizeof *b->tables);
  for (uint32_t t = 0; b->tables && t < schema->count; t++) {
    b->tables[t].columns = inc_alloc_zero(&b->allocator, schema->tables[t].count, sizeof *b->tables[t].columns);
    if (!b->tables[t].columns) return false;
  }
  return b->tables != NULL;
}

incubator_status inc_builder_reference(incubator_registry_builder *b, incubator_error *error)
{
  const inc_schema *schema = &b->policy->program.schema;
  for (uint32_t t = 0; t < schema->count; t++) {
    const inc_table_info *info = &b->policy->tables[t];
    inc_rows rows;
    if (!schema->tables[t].reference) continue;
    if (!inc_rows_start(&rows, b, t, b->policy->id)) return inc_no_memory(error);
    rows.own = true;
    inc_rows_given(&rows);
    for (size_t i = 0; i < info->row_count && !rows.failed; i++) {
      const inc_json_document *json = b->policy->documents[info->rows[i].document].json;
      const inc_json *cell = inc_json_first(info->rows[i].node);
      for (; cell; cell = inc_json_next(cell)) {
        uint32_t field = inc_table_field(&schema->tables[t], inc_json_key(cell), strlen(inc_json_key(cell)));
        inc_rows_json(&rows, field, json, cell);
      }
      inc_rows_end(&rows);
      rows.record++;
    }
    inc_rows_free(&rows);
    if (rows.failed) return inc_no_memory(error);
  }
  return INCUBATOR_STATUS_OK;
}

incubator_status incubator_registry_builder_create(incubator_policy *policy, const incubator_registry_options *given,
                                                   incubator_registry_builder **builder, incubator_error *error)
{
  incubator_registry_options options;
  if (builder) *builder = NULL;
  if (!builder || !policy) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "policy and builder must not be NULL");
  INC_TRY(inc_struct_read(&options, sizeof options, INC_SIZE_THROUGH(incubator_registry_options, finding_limit), given, error));
  incubator_allocator a = inc_allocator_of(options.allocator);
  incubator_registry_builder *b = inc_alloc_zero(&a, 1, sizeof *b);
  if (!b) return inc_no_memory(error);
  b->allocator = a;
  b->policy = incubator_policy_ref(policy);
  b->partial = options.partial != 0;
  inc_arena_init(&b->arena, &a);
  inc_map_init(&b->texts, &a);
  inc_map_init(&b->unknown, &a);
  b->findings = inc_findings_create(&a, options.finding_limit ? options.finding_limit : INC_FINDINGS_LIMIT);
  incubator_status status = b->findings && make_tables(b) ? inc_builder_reference(b, error) : inc_no_memory(error);
  if (status == INCUBATOR_STATUS_OK) *builder = b;
  else incubator_registry_builder_free(b);
  return status;
}

incubator_status inc_builder_usable(incubator_registry_builder *b, incubator_error *error)
{
  if (!b) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "builder must not be NULL");
  if (!b->broken) return INCUBATOR_STATUS_OK;
  return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "the builder is spent or has failed: it can only be freed");
}

/* ---- Files and buffers ---- */

static bool has_ending(const char *name, const char *ending)
{
  size_t length = strlen(name), size = strlen(ending);
  return length > size && !strcasecmp(name + length - size, ending);
}

static incubator_data_format format_of(const char *path)
{
  if (has_ending(path, ".tsv")) return INCUBATOR_DATA_TSV;
  if (has_ending(path, ".json")) return INCUBATOR_DATA_JSON;
  if (has_ending(path, ".ndjson") || has_ending(path, ".jsonl")) return INCUBATOR_DATA_NDJSON;
  return has_ending(path, ".csv") ? INCUBATOR_DATA_CSV : INCUBATOR_DATA_AUTO;
}

/* The file's name without folder and ending, where that is a table. */
static const char *table_of_path(incubator_registry_builder *b, const char *path)
{
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  size_t length = dot ? (size_t)(dot - name) : strlen(name);
  uint32_t table = inc_schema_table(&b->policy->program.schema, name, length);
  return table == INC_NONE ? NULL : b->policy->program.schema.tables[table].name;
}

static incubator_status read_input(inc_input *input, incubator_error *error)
{
  switch (input->format) {
  case INCUBATOR_DATA_JSON: return inc_read_json_rows(input, error);
  case INCUBATOR_DATA_NDJSON: return inc_read_ndjson(input, error);
  default: return inc_read_csv(input, error);
  }
}

static incubator_status read_file(incubator_registry_builder *b, const incubator_registry_source *s, const char *path,
                                  incubator_error *error)
{
  inc_input input = {.builder = b, .name = path, .table = s->table, .path = path, .format = s->format};
  input.encoding = s->encoding;
  if (!input.table) input.table = table_of_path(b, path);
  if (input.format == INCUBATOR_DATA_AUTO) input.format = format_of(path);
  return read_input(&input, error);
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The data files of a folder, by name, so that a run does not depend on the file system's order. */
static bool list_folder(incubator_registry_builder *b, DIR *folder, const char *path, const char ***names, size_t *count)
{
  size_t capacity = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (entry->d_name[0] == '.' || format_of(entry->d_name) == INCUBATOR_DATA_AUTO) continue;
    size_t length = strlen(path) + strlen(entry->d_name) + 2;
    char *file = inc_arena_alloc(&b->arena, length, 1);
    if (!file || !inc_grow(&b->allocator, (void **)names, *count, &capacity, sizeof **names)) return false;
    snprintf(file, length, "%s/%s", path, entry->d_name);
    (*names)[(*count)++] = file;
  }
  if (*count) qsort(*names, *count, sizeof **names, compare_names);
  return true;
}

/* Whether a file of a folder can be read: rows are of the table that it is named after; JSON names its tables itself. */
static bool belongs(incubator_registry_builder *b, const incubator_registry_source *s, const char *path)
{
  return s->table || table_of_path(b, path) || format_of(path) == INCUBATOR_DATA_JSON;
}

/* A folder may serve several policies: what one of them has no table for is told, and left alone. */
static void leave_out(incubator_registry_builder *b, const char *path)
{
  const inc_spot spot = {path, "", 0, 0};
  inc_findings_add(b->findings, INCUBATOR_SEVERITY_WARNING, "table-unknown", spot, "the policy has no table of this name: the file is not read");
}

static incubator_status read_files(incubator_registry_builder *b, const incubator_registry_source *s, const char *const *names, size_t count,
                                   incubator_error *error)
{
  size_t read = 0;
  for (size_t i = 0; i < count; i++) {
    if (!belongs(b, s, names[i])) {
      leave_out(b, names[i]);
      continue;
    }
    INC_TRY(read_file(b, s, names[i], error));
    read++;
  }
  if (read) return INCUBATOR_STATUS_OK;
  return inc_fail(error, INCUBATOR_STATUS_NOT_FOUND, (inc_place){s->path, 0, 0},
                  "no data in the folder %s: expected files as carriers.csv, named after tables of the policy", s->path);
}

static incubator_status read_folder(incubator_registry_builder *b, const incubator_registry_source *s, incubator_error *error)
{
  const char **names = NULL;
  size_t count = 0;
  DIR *folder = opendir(s->path);
  if (!folder) {
    return inc_fail(error, INCUBATOR_STATUS_IO, (inc_place){s->path, 0, 0}, "cannot read the folder %s", s->path);
  }
  bool ok = list_folder(b, folder, s->path, &names, &count);
  closedir(folder);
  incubator_status status = ok ? INCUBATOR_STATUS_OK : inc_no_memory(error);
  if (ok) status = read_files(b, s, names, count, error);
  inc_free(&b->allocator, names);
  return status;
}

static bool is_folder(const char *path)
{
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static incubator_status read_source(incubator_registry_builder *b, const incubator_registry_source *s, incubator_error *error)
{
  if (s->path) return is_folder(s->path) ? read_folder(b, s, error) : read_file(b, s, s->path, error);
  inc_input input = {.builder = b, .table = s->table, .bytes = s->bytes, .length = s->length, .format = s->format};
  input.encoding = s->encoding;
  input.name = s->name ? s->name : s->table ? s->table : "data";
  return read_input(&input, error);
}

incubator_status incubator_registry_builder_read(incubator_registry_builder *b, const incubator_registry_source *given,
                                                 incubator_error *error)
{
  incubator_registry_source s;
  INC_TRY(inc_builder_usable(b, error));
  INC_TRY(inc_struct_read(&s, sizeof s, INC_SIZE_THROUGH(incubator_registry_source, encoding), given, error));
  if ((s.path != NULL) == (s.bytes != NULL)) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "a registry source sets either path or bytes");
  }
  if ((unsigned)s.format > INCUBATOR_DATA_NDJSON || (unsigned)s.encoding > INCUBATOR_ENCODING_UTF16BE) {
    return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "an unknown format or encoding");
  }
  inc_builder_close_rows(b);
  incubator_status status = read_source(b, &s, error);
  b->broken = status != INCUBATOR_STATUS_OK;
  return status;
}

incubator_status incubator_registry_builder_finish(incubator_registry_builder *b, incubator_registry **registry,
                                                   incubator_findings **findings, incubator_error *error)
{
  if (findings) *findings = NULL;
  if (!registry) return INC_FAIL(error, INCUBATOR_STATUS_ARGUMENT, "registry must not be NULL");
  *registry = NULL;
  INC_TRY(inc_builder_usable(b, error));
  inc_builder_close_rows(b);
  b->broken = true;
  incubator_status status = inc_builder_finish(b, registry, error);
  if (findings && (status == INCUBATOR_STATUS_OK || status == INCUBATOR_STATUS_DATA)) {
    *findings = b->findings;
    b->findings = NULL;
  }
  return status;
}
