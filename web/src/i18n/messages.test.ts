import { baseCompile } from '@intlify/message-compiler';
import { describe, expect, it } from 'vitest';
import en from './en';
import zhCN from './zh-CN';

describe.each([
  ['zh-CN', zhCN],
  ['en', en],
])('%s', (_locale, catalogue: Record<string, string>) => {
  it.each(Object.entries(catalogue))('%s compiles', (_key, message) => {
    const errors: string[] = [];
    baseCompile(message, { onError: (error) => errors.push(error.message) });
    expect(errors).toEqual([]);
  });
});

it('has the same keys in both languages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort());
});
