// Chinese, the first language: the source of the key type. One file a room.
import board from './board.json';
import cases from './cases.json';
import desk from './desk.json';
import library from './library.json';
import parts from './parts.json';
import reports from './reports.json';
import shell from './shell.json';
import ui from './ui.json';

export default { ...board, ...cases, ...desk, ...library, ...parts, ...reports, ...shell, ...ui };
