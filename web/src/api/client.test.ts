import { afterEach, expect, it, vi } from 'vitest';
import { api } from './client';
import { Refusal, Unreachable } from './problem';
import { onFactorWanted, onSessionLoss, setCsrf } from './request';

const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'content-type': type },
  });
const refusal = (status: number, code: string) =>
  json(
    status,
    { type: `/docs/errors/${code}`, title: 'no', status, detail: 'do this', code },
    'application/problem+json',
  );
/** Answers each call in turn, the last one for ever; keeps what was asked. */
function server(...answers: Response[]) {
  const asked: Request[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (request) => {
    asked.push((request as Request).clone());
    const next = answers.length > 1 ? answers.shift() : answers[0]?.clone();
    return next as Response;
  });
  return asked;
}
afterEach(() => vi.restoreAllMocks());

it('carries the token on every change and on no reading', async () => {
  setCsrf('token');
  const asked = server(json(204, null), json(200, { mine: 0, waiting: 0, all: 0 }));
  await api.end('int_1', 'solved');
  await api.counts();
  expect(asked.map((one) => one.headers.get('x-warmline-csrf'))).toEqual(['token', null]);
});

it('turns a problem document into a refusal with its code', async () => {
  server(refusal(409, 'WL-STALE'));
  await expect(api.counts()).rejects.toMatchObject({
    code: 'WL-STALE',
    problem: { detail: 'do this' },
  });
});

it('tells a locked session from one that is over', async () => {
  const locked = vi.fn();
  const signedOut = vi.fn();
  onSessionLoss({ locked, signedOut });
  server(refusal(401, 'WL-SESSION-LOCKED'), refusal(401, 'WL-SESSION-REQUIRED'));
  await expect(api.counts()).rejects.toBeInstanceOf(Refusal);
  expect([locked.mock.calls.length, signedOut.mock.calls.length]).toEqual([1, 0]);
  await expect(api.counts()).rejects.toBeInstanceOf(Refusal);
  expect([locked.mock.calls.length, signedOut.mock.calls.length]).toEqual([1, 1]);
});

it('does not sign anybody out for a wrong password or code', async () => {
  const signedOut = vi.fn();
  onSessionLoss({ locked: vi.fn(), signedOut });
  server(refusal(401, 'WL-SIGNIN-REFUSED'));
  await expect(api.signIn('6018', 'x')).rejects.toBeInstanceOf(Refusal);
  await expect(api.unlock('x')).rejects.toBeInstanceOf(Refusal);
  await expect(api.confirmFactor('000000')).rejects.toBeInstanceOf(Refusal);
  expect(signedOut).not.toHaveBeenCalled();
});

it('calls a silent network by its name', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed'));
  await expect(api.counts()).rejects.toBeInstanceOf(Unreachable);
});

it('leaves out what was not asked for', async () => {
  const asked = server(json(200, { items: [], next: null }));
  await api.interactions({ view: 'mine', cursor: null, q: '吞卡' });
  expect(new URL(asked[0]?.url ?? '').search).toBe('?view=mine&q=%E5%90%9E%E5%8D%A1');
});

it('asks for the code whoever made the change, and makes the change again', async () => {
  onFactorWanted(() => Promise.resolve(true));
  const asked = server(refusal(403, 'WL-FACTOR-REQUIRED'), json(201, { number: 2, at: '' }));
  await api.note('int_1', '已报修', []);
  const bodies = await Promise.all(asked.map((one) => one.text()));
  expect(bodies).toEqual([bodies[0], bodies[0]]);
  expect(bodies[0]).toContain('已报修');
});

it('gives up when the code is not given', async () => {
  onFactorWanted(() => Promise.resolve(false));
  const asked = server(refusal(403, 'WL-FACTOR-REQUIRED'));
  await expect(api.note('int_1', 'x', [])).rejects.toMatchObject({ code: 'WL-FACTOR-REQUIRED' });
  expect(asked).toHaveLength(1);
});

it('sends a file as a form', async () => {
  const asked = server(json(201, { id: 'att_1' }));
  await api.attach('int_1', new File(['x'], 'a.png', { type: 'image/png' }));
  expect(asked[0]?.headers.get('content-type')).toMatch(/^multipart\/form-data/);
});
