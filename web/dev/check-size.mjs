// Prints the first load of the desk, gzip, and fails over budget: what index.html names, plus the
// chunks every visit needs at once. The customer's pages check theirs as they are built.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../out/dist', import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** The entry with everything it imports at once; lazy chunks only where `lazily` names them. */
function load(entry, lazily = []) {
  const seen = new Set();
  const take = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(chunk.file)) return;
    seen.add(chunk.file);
    for (const style of chunk.css ?? []) seen.add(style);
    for (const next of chunk.imports ?? []) take(next);
  };
  take(entry);
  for (const key of lazily) take(key);
  return [...seen].reduce((sum, file) => sum + size(file), 0) / 1024;
}

const figures = [
  ['web.desk_kb_gz', 'index.html', ['src/shell/Shell.vue', 'src/desk/DeskScreen.vue'], 250],
];
let failed = false;
for (const [name, entry, lazily, budget] of figures) {
  if (!manifest[entry] || !existsSync(join(dist, manifest[entry].file))) continue;
  const kilobytes = load(entry, lazily);
  console.log(`${name} ${kilobytes.toFixed(1)} KB`);
  if (kilobytes > budget) {
    console.error(`${name} is over its budget of ${budget} KB`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
