/**
 * What a tab keeps of a conversation, and how it asks to go on with it.
 *
 * Invariant: no bank token is ever kept; the session token is, until the tab or the session ends.
 */

import type { Session, SessionRequest } from '../protocol';
import type { Memory } from './environment';

const SESSION_KEY = 'warmline.session';
/** Where the outbox keeps its entries. */
export const OUTBOX_KEY = 'warmline.outbox';
/** Where the composer keeps what is half written. */
export const DRAFT_KEY = 'warmline.draft';

/** The part of a session needed to go on with it. */
export type Remembered = Pick<Session, 'token' | 'interaction'>;

/** The session of the page before this one, or null when there was none. */
export function remembered(memory: Memory): Remembered | null {
  try {
    const value = JSON.parse(memory.read(SESSION_KEY) ?? '{}') as Partial<Remembered>;
    if (typeof value.token !== 'string' || typeof value.interaction !== 'string') return null;
    return { token: value.token, interaction: value.interaction };
  } catch {
    return null;
  }
}

/** Keeps a session for the next page, or drops it. */
export function rememberSession(memory: Memory, session: Remembered | null): void {
  if (session === null) return memory.forget(SESSION_KEY);
  memory.write(
    SESSION_KEY,
    JSON.stringify({ token: session.token, interaction: session.interaction }),
  );
}

/** Wipes what this tab keeps of a conversation, as when the customer signs out of the bank. */
export function forgetConversation(memory: Memory): void {
  for (const key of [SESSION_KEY, OUTBOX_KEY, DRAFT_KEY]) memory.forget(key);
}

/**
 * The ways to ask for a session, best first: the running conversation counts for more than the
 * bank's token, so that a stale token does not cost the visitor the thread.
 */
export function waysIn(
  resume: string | null,
  token: string | null,
): Pick<SessionRequest, 'resume' | 'bank_token'>[] {
  const resumed = resume === null ? [] : [{ resume }];
  const named = token === null ? [] : [{ bank_token: token }];
  const both = resume !== null && token !== null ? [{ bank_token: token, resume }] : [];
  return [...both, ...resumed, ...named, {}];
}
