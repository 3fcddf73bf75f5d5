// How this page asks the server: one client, typed by the server's own document.
//
// Invariants: every change carries the CSRF token; a refusal becomes `Refusal`, silence `Unreachable`;
// a change that wants the one-time code again waits for it and is made once more, whoever made it.
import createClient from 'openapi-fetch';
import { Refusal, Unreachable, readProblem } from './problem';
import type { paths } from './schema';

const GIVE_UP_AFTER_MS = 20_000;
const GIVE_UP_FILE_AFTER_MS = 120_000;
/** Where a 401 answers what was typed, not the session. */
const ABOUT_WORDS = ['/api/sign-in', '/api/unlock', '/api/confirm'];

let csrf = '';
let whenLocked: () => void = () => undefined;
let whenSignedOut: () => void = () => undefined;
let askFactor: () => Promise<boolean> = () => Promise.resolve(false);

export function setCsrf(token: string): void {
  csrf = token;
}

/** Who is told when an answer says that the session is locked, or that there is none. */
export function onSessionLoss(handlers: { locked: () => void; signedOut: () => void }): void {
  whenLocked = handlers.locked;
  whenSignedOut = handlers.signedOut;
}

/** Who asks for the one-time code; the promise says whether the server has taken one. */
export function onFactorWanted(ask: () => Promise<boolean>): void {
  askFactor = ask;
}

async function send(request: Request): Promise<Response> {
  const upload = request.headers.get('content-type')?.startsWith('multipart/');
  const sound = request.headers.get('accept')?.startsWith('audio/');
  const limit = upload || sound ? GIVE_UP_FILE_AFTER_MS : GIVE_UP_AFTER_MS;
  let response: Response;
  try {
    response = await fetch(request, { signal: AbortSignal.timeout(limit) });
  } catch {
    throw new Unreachable(request.url);
  }
  if (response.ok) return response;
  const problem = await readProblem(response);
  const path = new URL(request.url).pathname;
  if (problem.code === 'WL-SESSION-LOCKED') whenLocked();
  else if (response.status === 401 && !ABOUT_WORDS.some((start) => path.startsWith(start)))
    whenSignedOut();
  throw new Refusal(problem);
}

async function reach(request: Request): Promise<Response> {
  if (request.method === 'GET') return send(request);
  request.headers.set('x-warmline-csrf', csrf);
  const again = request.clone();
  try {
    return await send(request);
  } catch (error) {
    const wanted = error instanceof Refusal && error.code === 'WL-FACTOR-REQUIRED';
    if (!wanted || !(await askFactor())) throw error;
    return send(again);
  }
}

/** The bare verbs, for rooms that keep their own calls beside their screens. */
export const http = createClient<paths>({
  headers: { accept: 'application/json' },
  credentials: 'same-origin',
  fetch: reach,
});

/** What a call is answered with; it throws what `reach` throws. */
export async function answer<Data>(call: Promise<{ data?: Data }>): Promise<Data> {
  return (await call).data as Data;
}

/** The parameters of a path that names one thing. */
export const at = (id: string) => ({ path: { id } });
