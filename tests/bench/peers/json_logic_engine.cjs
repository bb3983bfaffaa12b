// json-logic-engine: FOLDER MODULES. Reads rules.json and the columns from FOLDER; decides all rows at each line of standard input, step by
// step as docs/jsonlogic.md says; at its end
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

const { steps, grades, names } = JSON.parse(readFileSync(`${folder}/rules.json`));
const engine = new LogicEngine();
const sets = steps.map(([name]) => name), logics = steps.map(([, logic]) => engine.build(logic));
const rows = rowsOf(names);
let result;

function run() {
  const score = new Float64Array(rows.length), grade = new Float64Array(rows.length), fit = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    for (let s = 0; s < sets.length; s++) row[sets[s]] = logics[s](row);
    score[i] = row.score;
    fit[i] = row.fit;
    grade[i] = grades[row.grade];
  }
  result = { score, grade, fit };
}

process.stdout.write("ready\n");
require("readline").createInterface({ input: process.stdin })
  .on("line", () => { run(); process.stdout.write("decided\n"); })
  .on("close", () => { for (const name in result) writeFileSync(`${folder}/${name}`, result[name]); });
