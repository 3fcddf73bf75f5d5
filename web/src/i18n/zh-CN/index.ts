// Chinese, the first language: the source of the key type. One file a room.
import desk from './desk.json';
import shell from './shell.json';
import ui from './ui.json';

export default { ...ui, ...shell, ...desk };
