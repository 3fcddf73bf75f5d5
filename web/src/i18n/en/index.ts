// English. `Catalogue` makes a missing or a superfluous key a compile error.
import type { Catalogue } from '..';
import admin from './admin.json';
import audit from './audit.json';
import board from './board.json';
import cases from './cases.json';
import desk from './desk.json';
import interactions from './interactions.json';
import library from './library.json';
import parts from './parts.json';
import phone from './phone.json';
import reports from './reports.json';
import shell from './shell.json';
import surveys from './surveys.json';
import ui from './ui.json';

const en: Catalogue = {
  ...admin,
  ...audit,
  ...board,
  ...cases,
  ...desk,
  ...interactions,
  ...library,
  ...parts,
  ...phone,
  ...reports,
  ...shell,
  ...surveys,
  ...ui,
};
export default en;
