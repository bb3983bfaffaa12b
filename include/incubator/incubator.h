/**
 * @file incubator.h
 * @brief Everything, in the order in which data flows: policy, registry, decisions, then what is asked of them.
 *
 * @code
 * policy.json ──read──▶ policy ─┐
 *                               ├─▶ decisions ─▶ columns, explanation, target, ledger, comparison, robustness
 * carriers.csv ─build─▶ registry┘
 * @endcode
 */
#ifndef INCUBATOR_INCUBATOR_H
#define INCUBATOR_INCUBATOR_H

#include <incubator/base.h>
#include <incubator/findings.h>
#include <incubator/apportion.h>
#include <incubator/policy.h>
#include <incubator/registry.h>
#include <incubator/decisions.h>
#include <incubator/shares.h>
#include <incubator/statistics.h>
#include <incubator/record.h>
#include <incubator/explanation.h>
#include <incubator/target.h>
#include <incubator/ledger.h>
#include <incubator/compare.h>
#include <incubator/robustness.h>

#endif
