// English. `Catalogue` makes a missing or a superfluous key a compile error.
import type { Catalogue } from '..';
import board from './board.json';
import cases from './cases.json';
import desk from './desk.json';
import library from './library.json';
import parts from './parts.json';
import reports from './reports.json';
import shell from './shell.json';
import ui from './ui.json';

const en: Catalogue = {
  ...board,
  ...cases,
  ...desk,
  ...library,
  ...parts,
  ...reports,
  ...shell,
  ...ui,
};
export default en;
