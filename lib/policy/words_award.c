/* Awards in words. */
#include "policy/words.h"

const char *inc_words_adjust(inc_adjust how, incubator_language language)
{
  static const char *const en[] = {[INC_ADJUST_LESS] = "less", [INC_ADJUST_CAP] = "at most", [INC_ADJUST_AT_LEAST] = "at least"};
  static const char *const zh[] = {[INC_ADJUST_LESS] = "扣减", [INC_ADJUST_CAP] = "不超过", [INC_ADJUST_AT_LEAST] = "不低于"};
  return (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[how];
}

const char *inc_words_fill(inc_fill fill, incubator_language language)
{
  static const char *const en[] = {
      [INC_FILL_PARTIAL] = "one after the other, the one at the edge gets the rest",
      [INC_FILL_STOP] = "one after the other, the first that does not fit whole ends it",
      [INC_FILL_PRO_RATA] = "each in proportion to its sum",
  };
  static const char *const zh[] = {
      [INC_FILL_PARTIAL] = "依次拨付，末位补足余额",
      [INC_FILL_STOP] = "依次拨付，首个不能全额拨付者起不再拨付",
      [INC_FILL_PRO_RATA] = "按各自金额的比例分配",
  };
  return (language == INCUBATOR_LANGUAGE_ZH ? zh : en)[fill];
}

void inc_words_together(const incubator_policy *policy, const inc_adjustment *a, uint32_t table, incubator_language language, inc_buffer *to)
{
  const char *title = inc_table_title(policy, table, language);
  if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_print(to, a->over_count ? "for %s with the same " : "for all %s", title);
  for (uint32_t i = 0; i < a->over_count; i++) {
    if (i) inc_buffer_text(to, inc_words(language, ", ", "、"));
    inc_words_ref(policy, &a->over[i], table, language, to);
  }
  if (language == INCUBATOR_LANGUAGE_EN) inc_buffer_text(to, " together");
  else inc_buffer_print(to, a->over_count ? "相同的%s合计" : "全部%s合计", title);
}

const char *inc_share_title(const incubator_policy *policy, uint32_t rule, const inc_version *version, uint32_t number,
                            incubator_language language)
{
  const inc_rule *r = &policy->program.rules[rule];
  const inc_version_info *about = &policy->rules[rule].versions[version - r->versions];
  const inc_award *award = &version->is.award;
  const char *title = inc_label_text(&about->parts[award->adjustment_count + number].title, language);
  return title ? title : r->parts[award->payers[number].part].name;
}

/* What a version calls one of its parts; false where it has none of that number. */
static bool version_words(const incubator_policy *policy, const inc_ref *ref, const inc_version *version, incubator_language language,
                          inc_buffer *to)
{
  const inc_award *award = &version->is.award;
  for (uint32_t i = 0; i < award->adjustment_count; i++) {
    if (award->adjustments[i].part != ref->part) continue;
    inc_buffer_print(to, inc_words(language, "after adjustment %u", "第%u项调整后"), i + 1);
    return true;
  }
  for (uint32_t i = 0; i < award->component_count; i++) {
    const inc_component *c = &award->components[i];
    if (c->part != ref->part && c->sum != ref->part) continue;
    inc_buffer_text(to, inc_rule_title(policy, c->award.rule, language));
    if (c->sum == ref->part) inc_buffer_text(to, inc_words(language, ", by itself", "，本身金额"));
    return true;
  }
  for (uint32_t i = 0; i < award->payer_count; i++) {
    if (award->payers[i].part != ref->part) continue;
    inc_buffer_text(to, inc_share_title(policy, ref->rule, version, i, language));
    return true;
  }
  return false;
}

void inc_words_award_part(const incubator_policy *policy, const inc_ref *ref, incubator_language language, inc_buffer *to)
{
  const inc_rule *rule = &policy->program.rules[ref->rule];
  bool told = ref->part == INC_AWARD_COMPUTED;
  if (told) inc_buffer_text(to, inc_words(language, "before adjustments", "调整前"));
  for (size_t v = rule->version_count; v-- > 0 && !told;) told = version_words(policy, ref, &rule->versions[v], language, to);
  if (!told) inc_buffer_text(to, rule->parts[ref->part].name);
}
