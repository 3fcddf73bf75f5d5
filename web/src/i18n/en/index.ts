// English. `Catalogue` makes a missing or a superfluous key a compile error.
import type { Catalogue } from '..';
import desk from './desk.json';
import shell from './shell.json';
import ui from './ui.json';

const en: Catalogue = { ...ui, ...shell, ...desk };
export default en;
