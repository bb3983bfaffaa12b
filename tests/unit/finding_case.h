/* A policy with one thing to be found, at the @ in its text. */
#ifndef UNIT_FINDING_CASE_H
#define UNIT_FINDING_CASE_H

#include "support.h"

typedef struct finding_case {
  const char *code, *path;
  const char *text; /* in single quotes; @ stands before the place and is taken out; @@ where other errors follow from it */
} finding_case;

/* Lines are told apart, so that line and column are put to the test. */
#define POLICY "{'format': 'incubator-policy/1', 'id': 'p',\n"
#define LISTS " 'categories': {'level': {'high': {'zh': '高'}, 'low': {}}, 'mood': {'good': {}}},\n"
#define UNITS " 'units': {'yuan': {'zh': '元', 'multiples': {'万元': 10000}}, 'm2': {}},\n"
#define FIELDS                                                                                                     \
  "'id': {'type': 'text'}, 'x': {'type': 'decimal'}, 'y': {'type': 'decimal'}, 'n': {'type': 'integer'},\n"        \
  "  'money': {'type': 'decimal', 'unit': 'yuan'}, 'area': {'type': 'decimal', 'unit': 'm2'}, 'ok': {'type': 'boolean'},\n" \
  "  'day': {'type': 'date'}, 'level': {'type': 'category', 'categories': 'level'}, 'mood': {'type': 'category', 'categories': 'mood'}"
#define TABLE " 'tables': {'t': {'key': 'id', 'fields': {" FIELDS "}}},\n"
#define PARAMETERS " 'parameters': {'p': {'type': 'decimal', 'values': [{'from': '2020-01-01', 'value': 1}]}},\n"
#define RULES(text) POLICY LISTS UNITS PARAMETERS TABLE " 'rules': {\n  " text "}}"
#define RULE(text) RULES("'r': {'kind': 'derive', 'on': 't',\n   " text "}")
#define VALUE(text) RULE("'value': " text)

/*
 * Reads each policy: there must be one finding of that code and severity, at the @; where
 * it is an error no other error, and the call must say where too. Tells of every case that
 * goes wrong before the test fails.
 */
void check_findings(const finding_case *cases, size_t count, incubator_severity severity);

#endif
