/**
 * @file export.h
 * @brief The mark that a function of the stable interface bears.
 */
#ifndef INCUBATOR_EXPORT_H
#define INCUBATOR_EXPORT_H

#if defined(__GNUC__) && __GNUC__ >= 4
/** Marks a function of the stable interface. */
#define INCUBATOR_API __attribute__((visibility("default")))
#else
#define INCUBATOR_API
#endif

#endif
