import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectHost, type Host } from '../../widget/host';

const BANK = 'https://www.bank.example';
const parent = { postMessage: vi.fn() };
const ownParent = window.parent;

function say(data: unknown, origin: string, source: unknown = parent): void {
  const event = new MessageEvent('message', { data, origin });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

function connected(): Host {
  const host = connectHost(BANK);
  if (!host) throw new Error('a host was expected');
  return host;
}

beforeEach(() => {
  vi.useFakeTimers();
  parent.postMessage.mockClear();
  Object.defineProperty(window, 'parent', { value: parent, configurable: true });
});
afterEach(() => {
  vi.useRealTimers();
  Object.defineProperty(window, 'parent', { value: ownParent, configurable: true });
});

describe('the host page', () => {
  it('is spoken to under its exact origin only', () => {
    connectHost(BANK);
    expect(parent.postMessage).toHaveBeenCalledWith({ warmline: 1, type: 'ready' }, BANK);
  });

  it('is heard only from that origin and that window', async () => {
    const host = connected();
    const tokens: string[] = [];
    host.onIdentify((token) => tokens.push(token));
    say({ warmline: 1, type: 'identify', token: 'wrong origin' }, 'https://evil.example');
    say({ warmline: 1, type: 'identify', token: 'wrong window' }, BANK, {});
    say({ type: 'identify', token: 'not ours' }, BANK);
    say({ warmline: 1, type: 'identify', token: 'good' }, BANK);
    expect(tokens).toEqual(['good']);
    say({ warmline: 1, type: 'start', page: '/loans', token: null, shown: true }, BANK);
    await expect(host.start).resolves.toEqual({ page: '/loans', token: null, shown: true });
  });

  it('that stays silent does not keep the visitor waiting', async () => {
    const host = connected();
    vi.advanceTimersByTime(5000);
    await expect(host.start).resolves.toEqual({ page: null, token: null, shown: true });
  });

  it('must be a web origin', () => {
    for (const origin of [
      null,
      '',
      '*',
      'null',
      'javascript:alert(1)',
      `${BANK}/path`,
      'file://',
    ]) {
      expect(connectHost(origin)).toBeNull();
    }
  });
});
