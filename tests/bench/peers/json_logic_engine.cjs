// json-logic-engine: FOLDER MODULES. Reads rules.json and the columns from FOLDER; decides all rows at each line of standard input; at its end
// writes score, grade and fit to FOLDER. Everything is a 64-bit float there.
const { readFileSync, writeFileSync } = require("fs");
const [folder, modules] = process.argv.slice(2);
const { LogicEngine } = require(`${modules}/json-logic-engine`);

function column(name) {
  const bytes = readFileSync(`${folder}/${name}`);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}

function rowsOf(names) {
  const columns = names.map(column);
  return Array.from(columns[0], (_, row) => {
    const object = {};
    names.forEach((name, i) => { object[name] = name === "honest" ? columns[i][row] !== 0 : columns[i][row]; });
    return object;
  });
}

const { rules, names } = JSON.parse(readFileSync(`${folder}/rules.json`));
const engine = new LogicEngine();
const scoreOf = engine.build(rules.score), fitOf = engine.build(rules.fit), gradeOf = engine.build(rules.grade);
const rows = rowsOf(names);
let result;

function run() {
  const score = new Float64Array(rows.length), grade = new Float64Array(rows.length), fit = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const decided = { score: Math.floor(scoreOf(rows[i]) * 100 + 0.5) / 100, fit: fitOf(rows[i]) };
    score[i] = decided.score;
    fit[i] = decided.fit;
    grade[i] = gradeOf(decided);
  }
  result = { score, grade, fit };
}

process.stdout.write("ready\n");
require("readline").createInterface({ input: process.stdin })
  .on("line", () => { run(); process.stdout.write("decided\n"); })
  .on("close", () => { for (const name in result) writeFileSync(`${folder}/${name}`, result[name]); });
