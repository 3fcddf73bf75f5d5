// A recording as it is played: two channels at 8 kHz, the customer on the left and the bank on the right.
import type { Page } from '@playwright/test';
import { placeOf, RATE, TONES } from './tone';

const HEAD = 44;

export interface Recording {
  customer: Int16Array;
  bank: Int16Array;
}

/** The samples of a stereo WAV file. */
export function channelsOf(wav: Buffer): Recording {
  const pairs = Math.floor((wav.length - HEAD) / 4);
  const channel = (offset: number) =>
    Int16Array.from({ length: pairs }, (_, pair) => wav.readInt16LE(HEAD + 4 * pair + offset));
  return { customer: channel(0), bank: channel(2) };
}

/** How long both are silent each time they are for a second or more: seconds. */
export function silences({ customer, bank }: Recording): number[] {
  const found: number[] = [];
  let from = 0;
  for (let at = 0; at <= customer.length; at += 1) {
    if (at < customer.length && customer[at] === 0 && bank[at] === 0) continue;
    if (at - from >= RATE) found.push((at - from) / RATE);
    from = at + 1;
  }
  return found;
}

/** A piece of what was overheard, from one to the next, and how far it may have been stretched: milliseconds. */
const PIECE_MS = 2000;
const NEXT_MS = 500;
const STRETCHED_MS = 1500;

/** How far the customer's words stand from the agent's in a recording, against how somebody overheard both at once:
 *  milliseconds. On a busy machine what is overheard is stretched here and there, both sides alike: so it is asked of short
 *  pieces, and the middle answer counts. */
export function aside(overheard: Int16Array, { customer, bank }: Recording): number {
  const sides = [
    [customer, TONES.customer],
    [bank, TONES.agent],
  ] as const;
  const begins = placeOf(overheard, customer, TONES.customer);
  const found: number[] = [];
  const samples = (milliseconds: number) => (milliseconds * RATE) / 1000;
  for (let from = 0; samples(from + PIECE_MS) <= overheard.length; from += NEXT_MS) {
    const piece = overheard.subarray(samples(from), samples(from + PIECE_MS));
    const near: [number, number] = [begins + from - STRETCHED_MS, begins + from + STRETCHED_MS];
    const [one = 0, other = 0] = sides.map(([side, tone]) => placeOf(piece, side, tone, near));
    found.push(Math.abs(one - other));
  }
  return found.sort((one, other) => one - other)[Math.floor(found.length / 2)] ?? Infinity;
}

/** The one recording of an interaction, once it is closed, as this person plays it. */
export async function played(page: Page, interaction: string): Promise<Buffer | undefined> {
  const list = await page.request.get(`/api/interactions/${interaction}/recordings`);
  const { items } = (await list.json()) as {
    items: { id: string; milliseconds: number | null }[];
  };
  if (items[0]?.milliseconds == null) return undefined;
  return (await page.request.get(`/api/recordings/${items[0].id}`)).body();
}
