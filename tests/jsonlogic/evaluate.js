// What a user of the lowered document writes in JavaScript: rules in order, steps in order, each result added to its row.
"use strict";
const fs = require("fs");
const path = require("path");
const engine = require(path.join(process.argv[2], "json-logic-js"));

function evaluate(job) {
  for (const rule of job.document.rules) {
    for (const row of Object.values(job.tables[rule.on])) {
      for (const step of rule.steps) {
        const value = engine.apply(step.logic, row);
        if (value !== null && step.set in row && row[step.set] !== value) job.raw.push([row[step.set], value]);
        row[step.set] = value;
      }
    }
  }
}

// Links are the rows that they lead to, so that what is added there is seen from here.
function connect(job) {
  for (const input of job.document.inputs) {
    if (input.type !== "link") continue;
    for (const row of Object.values(job.tables[input.on])) {
      const key = row[input.name];
      if (key === null) continue;
      row[input.name] = job.tables[input.to][key] || {[input.key]: key};
    }
  }
}

// Every column but the links, and what was rounded.
function results(job) {
  const tables = {};
  for (const [name, rows] of Object.entries(job.tables)) {
    tables[name] = {};
    for (const [key, row] of Object.entries(rows)) {
      tables[name][key] = Object.fromEntries(Object.entries(row).filter(([, value]) => value === null || typeof value !== "object"));
    }
  }
  return {tables, raw: job.raw};
}

const jobs = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(jobs.map((job) => {
  job.raw = [];
  connect(job);
  evaluate(job);
  return results(job);
})));
