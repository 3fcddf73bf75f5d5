// Writes the types of the API from the server's own document, docs/openapi.json; with --check says
// whether they still are what it would write.
import { readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString } from 'openapi-typescript';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
const TYPES = new URL('../src/api/schema.d.ts', import.meta.url);
const HEAD = '// Written by `npm run schema` from docs/openapi.json. Never changed by hand.\n';

const wanted = HEAD + astToString(await openapi(DOCUMENT, { emptyObjectsUnknown: true }));
if (!process.argv.includes('--check')) await writeFile(TYPES, wanted);
else if ((await readFile(TYPES, 'utf8').catch(() => '')) !== wanted) {
  console.error('src/api/schema.d.ts is not what docs/openapi.json says: run `npm run schema`');
  process.exit(1);
}
