import { describe, expect, it } from 'vitest';
import { checkFiles, readableSize } from '../core/files';
import { isPhoneNumber } from '../core/phone';

const LIMITS = { text: 2000, attachment_bytes: 100, attachments: 2 };
const file = (name: string, type: string, bytes: number) =>
  new File([new Uint8Array(bytes)], name, { type });

describe('files', () => {
  it('are judged by type, size and number before anything is sent', () => {
    const verdict = checkFiles(
      [
        file('a.png', 'image/png', 10),
        file('page.html', 'text/html', 10),
        file('big.pdf', 'application/pdf', 101),
        file('empty.txt', 'text/plain', 0),
        file('b.png', 'image/png', 100),
        file('c.png', 'image/png', 10),
      ],
      0,
      LIMITS,
    );
    expect(verdict.accepted.map((each) => each.name)).toEqual(['a.png', 'b.png']);
    expect(verdict.refused).toEqual([
      { name: 'page.html', why: 'type' },
      { name: 'big.pdf', why: 'size' },
      { name: 'empty.txt', why: 'empty' },
      { name: 'c.png', why: 'count' },
    ]);
  });

  it('count together with those already waiting', () => {
    expect(checkFiles([file('a.png', 'image/png', 1)], 2, LIMITS).refused[0]?.why).toBe('count');
  });

  it('have sizes a person can read', () => {
    expect([500, 2048, 10_485_760, 2_500_000].map(readableSize)).toEqual([
      '500 B',
      '2 KB',
      '10 MB',
      '2.4 MB',
    ]);
  });
});

describe('a number to call back', () => {
  it('is a mobile, a landline with area code, or an international number', () => {
    for (const good of ['14000001001', '140 0000 1001', '010-12345678', '+44 20 7946 0000'])
      expect(isPhoneNumber(good)).toBe(true);
    for (const bad of ['', '123', '12345678', '9999000000000079198', '1400000100x', '+0123456789'])
      expect(isPhoneNumber(bad)).toBe(false);
  });
});
