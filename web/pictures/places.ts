// Where the pictures' servers listen, and where their pictures go.
import { fileURLToPath } from 'node:url';

/** The demo without simulated people: the desk's pictures follow a story. */
export const QUIET = 'http://127.0.0.1:4195';
/** The demo with them: boards and lists have something to show. */
export const LIVELY = 'http://127.0.0.1:4196';
/** Where their telephones listen. */
export const TELEPHONES = { [QUIET]: '127.0.0.1:4192', [LIVELY]: '127.0.0.1:4193' };
/** A page of the bank's that carries the widget. */
export const BANK_PAGE = 'http://127.0.0.1:4194';
export const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
