#include "engine/schema.h"

#include <string.h>

#include "base/decimal.h"
#include "base/text.h"

const char *inc_type_name(inc_type type)
{
  static const char *const names[] = {"something", "a boolean", "a number", "a category", "a date", "a text"};
  return names[type];
}

uint32_t inc_schema_table(const inc_schema *schema, const char *name, size_t length)
{
  uint32_t number = inc_map_find(&schema->names, name, length);
  return number == INC_MAP_NONE ? INC_NONE : number;
}

/* The index takes names as data may write them; here only the name itself counts. */
uint32_t inc_table_field(const inc_table *table, const char *name, size_t length)
{
  uint32_t number = inc_index_find(&table->index, name, length);
  return number != INC_NONE && inc_text_equal(name, length, table->fields[number].name) ? number : INC_NONE;
}

uint32_t inc_list_code(const inc_list *list, const char *code, size_t length)
{
  uint32_t number = inc_index_find(&list->index, code, length);
  return number != INC_NONE && inc_text_equal(code, length, list->codes[number].code) ? number : INC_NONE;
}

unsigned inc_field_scale(const inc_field *field)
{
  return field->type == INC_TYPE_NUMBER && !field->whole ? INC_MICRO_SCALE : 0;
}

enum { FOLDED_ROOM = 512 };

/* Names of 512 bytes and more match nothing. */
static size_t fold(char to[FOLDED_ROOM], const char *text, size_t length)
{
  return length < FOLDED_ROOM ? inc_text_fold(to, text, length) : 0;
}

uint32_t inc_index_find(const inc_index *index, const char *text, size_t length)
{
  char folded[FOLDED_ROOM];
  size_t size = fold(folded, text, length);
  uint32_t name = size ? inc_map_find(&index->names, folded, size) : INC_MAP_NONE;
  return name == INC_MAP_NONE ? INC_NONE : index->numbers[name];
}

bool inc_index_add(inc_index *index, const char *text, uint32_t number, uint32_t *other)
{
  char folded[FOLDED_ROOM];
  size_t size = fold(folded, text, strlen(text));
  bool added;
  *other = INC_NONE;
  if (size == 0) return true;
  if (!inc_grow(&index->names.allocator, (void **)&index->numbers, index->names.count, &index->capacity, sizeof number)) {
    return false;
  }
  uint32_t name = inc_map_add(&index->names, folded, size, &added);
  if (name == INC_MAP_NONE) return false;
  if (added) index->numbers[name] = number;
  else if (index->numbers[name] != number) *other = index->numbers[name];
  return true;
}

void inc_index_free(inc_index *index)
{
  if (!index->names.allocator.reallocate) return;
  inc_free(&index->names.allocator, index->numbers);
  inc_map_free(&index->names);
  *index = (inc_index){0};
}
