// Fails when the two catalogues differ in keys or in the values a text takes, when code asks for a
// key that does not exist, or when a key is asked for by nobody. The compiler catches most of this
// too; this is quick, and it also sees keys built from a prefix: t(`mood.${…}`).
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));

function catalogue(locale) {
  const folder = join(source, 'i18n', locale);
  const all = {};
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json')))
    for (const [key, text] of Object.entries(
      JSON.parse(readFileSync(join(folder, name), 'utf8')),
    )) {
      if (key in all) problems.push(`${locale}: ${key} is defined twice`);
      all[key] = text;
    }
  return all;
}
function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(ts|vue)$/.test(entry.name) && !entry.name.endsWith('.test.ts')) yield path;
  }
}
const placeholders = (text) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map((hit) => hit[1])
    .sort()
    .join();

const problems = [];
const chinese = catalogue('zh-CN');
const english = catalogue('en');
for (const key of Object.keys(chinese)) {
  if (!(key in english)) problems.push(`en: ${key} is missing`);
  else if (placeholders(chinese[key]) !== placeholders(english[key]))
    problems.push(`${key}: the two languages take different values`);
}
for (const key of Object.keys(english))
  if (!(key in chinese)) problems.push(`zh-CN: ${key} is missing`);

const asked = new Set();
const prefixes = new Set();
for (const path of files(source)) {
  const code = readFileSync(path, 'utf8');
  for (const [, key] of code.matchAll(/['"`]([a-z_0-9]+(?:\.[a-z_0-9]+)+)['"`]/g)) asked.add(key);
  for (const [, prefix, suffix] of code.matchAll(/`([a-z_0-9.]+\.)\$\{[^}]*\}([a-z_0-9.]*)`/g))
    prefixes.add(`${prefix}*${suffix}`);
  for (const [, key] of code.matchAll(/\bt\(\s*'([^']+)'/g))
    if (!(key in chinese)) problems.push(`${path}: asks for ${key}, which does not exist`);
}
const patterns = [...prefixes].map(
  (text) => new RegExp(`^${text.replaceAll('.', '\\.').replace('*', '[a-z_0-9A-Z]+')}$`),
);
for (const key of Object.keys(chinese))
  if (!asked.has(key) && !patterns.some((pattern) => pattern.test(key)))
    problems.push(`${key} is asked for by nobody`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${Object.keys(chinese).length} texts, complete in both languages`);
