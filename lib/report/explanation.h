/* Explanations in words; what their JSON and their sentences share. */
#ifndef INC_REPORT_EXPLANATION_H
#define INC_REPORT_EXPLANATION_H

#include "explain/explain.h"
#include "policy/words.h"
#include "report/output.h"

/* A need in words: "share of one industry 0.7 must be ≥ 0.75". */
void inc_explanation_need(const incubator_explanation *x, const inc_need *need, incubator_language language, inc_buffer *to);
/* The n-th assumption that the outcome rests on, each once; NULL past the last. */
const char *inc_explanation_assumption(const incubator_explanation *x, size_t n, incubator_language language);
/* The whole in sentences. */
void inc_explanation_sentences(const incubator_explanation *x, incubator_language language, inc_output_stream *out);

#endif
