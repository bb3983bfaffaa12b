/* One carrier decided by itself, without a registry: from fields, and from JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <incubator/incubator.h>

static incubator_status print(void *to, const char *bytes, size_t length)
{
  return fwrite(bytes, 1, length, to) == length ? INCUBATOR_STATUS_OK : INCUBATOR_STATUS_WRITER;
}

/* Once: a policy, a date, and the rules that are asked for. */
static incubator_status prepare(incubator_record **record, incubator_error *error)
{
  static const char *const rules[] = {"recognisable"};
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_record_options options = INCUBATOR_RECORD_OPTIONS_INIT;
  incubator_policy *policy = NULL;
  source.builtin = "cn-national-2018";
  options.as_of = "2022-06-30";
  options.table = "carriers";
  options.rules = rules;
  options.rule_count = 1;
  incubator_status status = incubator_policy_read(&source, NULL, &policy, NULL, error);
  if (!status) status = incubator_record_create(policy, &options, record, error);
  incubator_policy_unref(policy); /* the record holds a reference of its own */
  return status;
}

/* A value as text, by the name of its input. */
static incubator_status set(const incubator_record *record, incubator_value *inputs, const char *name, const char *text, incubator_error *error)
{
  size_t number;
  incubator_status status = incubator_record_find_input(record, name, &number, error);
  return status ? status : incubator_record_read(record, number, text, strlen(text), &inputs[number], error);
}

/* For each record: values in, values out. Nothing is allocated from here on. */
static incubator_status decide(incubator_record *record, incubator_workspace *workspace, incubator_value *inputs, incubator_value *outputs,
                               incubator_error *error)
{
  const incubator_value missing = INCUBATOR_VALUE_MISSING;
  for (size_t i = 0; i < incubator_record_inputs(record); i++) inputs[i] = missing;
  incubator_status status = set(record, inputs, "kind", "incubator", error);
  if (!status) status = set(record, inputs, "area", "12000", error);
  if (!status) status = incubator_workspace_decide(workspace, inputs, outputs, error);
  for (size_t i = 0; !status && i < incubator_record_outputs(record); i++) {
    incubator_record_field field = INCUBATOR_RECORD_FIELD_INIT;
    status = incubator_record_output(record, i, &field, error);
    if (!status) printf("%s: %s\n", field.name, outputs[i].gap ? incubator_gap_name(outputs[i].gap) : outputs[i].value ? "yes" : "no");
  }
  return status;
}

int main(void)
{
  static const char json[] = "{\"id\": \"WH-0042\", \"kind\": \"incubator\", \"area\": \"9000\"}";
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_record *record = NULL;
  incubator_workspace *workspace = NULL;
  incubator_value *inputs = NULL, *outputs = NULL;
  incubator_writer writer = {stdout, print};
  incubator_status status = prepare(&record, &error);
  if (!status) status = incubator_workspace_create(record, &workspace, &error); /* one for each thread */
  if (!status) {
    inputs = calloc(incubator_record_inputs(record), sizeof *inputs);
    outputs = calloc(incubator_record_outputs(record), sizeof *outputs);
    status = inputs && outputs ? decide(record, workspace, inputs, outputs, &error) : INCUBATOR_STATUS_NO_MEMORY;
  }
  if (!status) status = incubator_workspace_json(workspace, json, sizeof json - 1, INCUBATOR_LANGUAGE_EN, &writer, NULL, &error);
  if (status) fprintf(stderr, "%s: %s\n", incubator_status_name(status), error.message);
  free(inputs);
  free(outputs);
  incubator_workspace_free(workspace);
  incubator_record_unref(record);
  return status != INCUBATOR_STATUS_OK;
}
