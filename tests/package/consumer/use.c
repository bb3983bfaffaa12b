/* What any user does first: is it the release that the headers are of, and does it know its policies? */
#include <stdio.h>
#include <string.h>

#include <incubator/incubator.h>

int main(void)
{
  incubator_policy_source source = INCUBATOR_POLICY_SOURCE_INIT;
  incubator_error error = INCUBATOR_ERROR_INIT;
  incubator_policy *policy;
  if (strcmp(incubator_version_text(), INCUBATOR_VERSION_TEXT) != 0) return fputs("headers of another release\n", stderr), 1;
  source.builtin = "wuhan-2021";
  if (incubator_policy_read(&source, NULL, &policy, NULL, &error) != INCUBATOR_STATUS_OK) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  printf("%s %s\n", incubator_version_text(), incubator_policy_id(policy));
  incubator_policy_unref(policy);
  return 0;
}
