// Builds every page there is: the desk into out/dist, the customer's pages into out/visitor.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const configs = ['vite.config.ts', 'visitor/vite.visitor.config.ts'];

for (const config of configs.filter((path) => existsSync(`${root}${path}`)))
  await build({ root, configFile: `${root}${config}` });
