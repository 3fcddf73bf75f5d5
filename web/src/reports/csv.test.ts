import { expect, it } from 'vitest';
import { toCsv } from './csv';

it('quotes what needs quoting and nothing else', () => {
  expect(toCsv([['a', 'b,c', 'd"e', 1, null]])).toBe('a,"b,c","d""e",1,');
});

it.each(['=1+1', '+1', '-1', '@x'])('does not let %s become a formula', (text) => {
  expect(toCsv([[text]])).toBe(`'${text}`);
});

it('leaves numbers numbers, negative ones too', () => {
  expect(toCsv([[-5]])).toBe('-5');
});
