/*
 * When it is certain that nothing changes between two distances that a weight has moved.
 *
 * Where the score of each row only rises or only falls with the weight, a comparison of it with
 * something else turns at most once on the way; and where outcomes read the score in such
 * comparisons only, or order rows by it, they can change only where one of these turns or
 * two rows change places at the edge of a selection. So comparisons that are alike at both ends,
 * and rows inside an edge that stay above those outside over the whole range of their
 * scores, prove that outcomes are alike in between.
 */
#ifndef INC_ROBUSTNESS_CERTAIN_H
#define INC_ROBUSTNESS_CERTAIN_H

#include "robustness/robustness.h"

/* Rows in an order by a part of the score, the first of which are in. */
typedef struct inc_edge {
  uint32_t select; /* rule; INC_NONE: all scores */
  uint32_t part;   /* of the score */
  bool highest;    /* comes first */
  bool top;        /* in are those up to the top asked for, else those within the selection's places */
  uint32_t *groups; /* of each row; INC_NONE: of none */
} inc_edge;

/* What an edge makes of a row. */
enum { INC_EDGE_NO_CANDIDATE, INC_EDGE_OUT, INC_EDGE_IN, INC_EDGE_TIE };

/* A group of rows about its edge, while two distances are compared. */
typedef struct inc_edge_group {
  size_t in, out;
  bool tied;
  int64_t places, worst_in, best_out; /* at the first distance */
  size_t count[3];
  int64_t least[3], most[3]; /* keys below, at and above the edge, at both */
  uint32_t alike;
} inc_edge_group;

typedef struct inc_certain {
  const incubator_robustness *r;
  incubator_watch watch;
  uint32_t rule; /* watched: the outcome or the ranks; INC_NONE: the order of all scores */
  size_t row;    /* the only one whose outcome counts; SIZE_MAX: all */
  bool others_kept;
  bool alone;    /* that outcome hangs on no other row */
  bool certain;  /* it can be proved at all */
  const inc_program *program; /* of the variant; a rule for each comparison stands at its end */
  uint32_t first, count;
  uint32_t *path; /* parts of the score: the groups around the weight, from the inside out */
  uint32_t path_count;
  inc_edge *edges;
  uint32_t edge_count;
  uint32_t *alike;        /* of each row: rows of one number have the same score whatever the weights */
  inc_edge_group *groups; /* room for the certificate */
} inc_certain;

/* What a run at one distance came to. */
typedef struct inc_moment {
  int64_t distance;
  uint32_t *codes; /* outcomes, or whether in the top; a row */
  uint8_t *signature; /* comparisons and gaps */
  size_t size;
  uint8_t *sides;  /* of each edge and row */
  int64_t *keys, *places; /* likewise */
} inc_moment;

/* Finds what a certificate for a weight takes, and adds its rules to the variant, which was made with room for inc_certain_room. */
uint32_t inc_certain_room(const incubator_robustness *r);
incubator_status inc_certain_find(inc_certain *c, inc_variant *v, uint32_t weight);
/* Columns that a run must have for it; how many. NULL: only how many. */
size_t inc_certain_wants(const inc_certain *c, inc_want *wants);

bool inc_moment_make(inc_moment *m, const inc_certain *c, inc_arena *arena);
/* Reads of a run what is watched; `ranks` and `order` have room for a number a row. */
void inc_moment_codes(inc_moment *m, const inc_certain *c, const inc_results *results, uint32_t *ranks, int64_t *order);
/* Reads all of it. */
void inc_moment_take(inc_moment *m, const inc_certain *c, const inc_results *results, uint32_t *ranks, int64_t *order);
/* Whether what is watched is the same; the first row where it is not. */
bool inc_moment_same(const inc_certain *c, const inc_moment *a, const inc_moment *b, size_t *row);
bool inc_certain_between(const inc_certain *c, const inc_moment *left, const inc_moment *right);

#endif
