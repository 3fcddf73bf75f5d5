import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { nearestLocale, setLocale, t } from '../text';
import { zhCN } from '../text/zh-CN';

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('the words', () => {
  it('have the same keys and the same blanks in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort());
    for (const key of Object.keys(zhCN) as (keyof typeof zhCN)[]) {
      expect(blanks(en[key]), key).toEqual(blanks(zhCN[key]));
      expect(en[key].trim(), key).not.toBe('');
    }
  });

  it('follow the language and fill the blanks', () => {
    setLocale('en');
    expect(t('queue.ahead', { count: 2 })).toBe('2 ahead of you');
    setLocale('zh-CN');
    expect(t('queue.ahead', { count: 2 })).toBe('您前面还有 2 位');
    expect(document.documentElement.lang).toBe('zh-CN');
  });

  it('take the nearest language to a tag', () => {
    expect(nearestLocale('en-GB')).toBe('en');
    expect(nearestLocale('zh-TW')).toBe('zh-CN');
    expect(nearestLocale(null)).toBe('zh-CN');
  });
});
