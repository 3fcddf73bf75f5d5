import { afterEach, expect, it, vi } from 'vitest';
import { api, onSessionLoss, setCsrf } from './client';
import { Refusal, Unreachable } from './problem';

const answer = (status: number, body: unknown, type = 'application/json') =>
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(
    new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': type },
    }),
  );
const problem = (status: number, code: string) =>
  answer(
    status,
    { type: `/docs/errors/${code}`, title: 'no', status, detail: 'do this', code },
    'application/problem+json',
  );
afterEach(() => vi.restoreAllMocks());

it('carries the token on every change and on no reading', async () => {
  setCsrf('token');
  const fetched = answer(204, null);
  await api.end('int_1', 'solved');
  expect(new Headers(fetched.mock.calls[0]?.[1]?.headers).get('x-warmline-csrf')).toBe('token');
  fetched.mockResolvedValue(new Response('{"mine":0,"waiting":0,"all":0}'));
  await api.counts();
  expect(new Headers(fetched.mock.calls[1]?.[1]?.headers).has('x-warmline-csrf')).toBe(false);
});

it('turns a problem document into a refusal with its code', async () => {
  problem(409, 'WL-STALE');
  await expect(api.counts()).rejects.toMatchObject({
    code: 'WL-STALE',
    problem: { detail: 'do this' },
  });
});

it('tells a locked session from one that is over', async () => {
  const locked = vi.fn();
  const signedOut = vi.fn();
  onSessionLoss({ locked, signedOut });
  problem(401, 'WL-SESSION-LOCKED');
  await expect(api.counts()).rejects.toBeInstanceOf(Refusal);
  expect([locked.mock.calls.length, signedOut.mock.calls.length]).toEqual([1, 0]);
  problem(401, 'WL-SESSION-REQUIRED');
  await expect(api.counts()).rejects.toBeInstanceOf(Refusal);
  expect([locked.mock.calls.length, signedOut.mock.calls.length]).toEqual([1, 1]);
});

it('does not sign anybody out for a wrong password', async () => {
  const signedOut = vi.fn();
  onSessionLoss({ locked: vi.fn(), signedOut });
  problem(401, 'WL-SIGNIN-REFUSED');
  await expect(api.signIn('6018', 'x')).rejects.toBeInstanceOf(Refusal);
  await expect(api.unlock('x')).rejects.toBeInstanceOf(Refusal);
  expect(signedOut).not.toHaveBeenCalled();
});

it('calls a silent network by its name', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed'));
  await expect(api.counts()).rejects.toBeInstanceOf(Unreachable);
});

it('leaves out what was not asked for', async () => {
  const fetched = answer(200, { items: [], next: null });
  await api.interactions({ view: 'mine', cursor: null, q: '吞卡' });
  expect(fetched.mock.calls[0]?.[0]).toBe('/api/interactions?view=mine&q=%E5%90%9E%E5%8D%A1');
});
