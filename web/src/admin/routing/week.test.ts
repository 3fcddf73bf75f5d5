import { expect, it } from 'vitest';
import { isPeriod } from './week';

it.each([
  ['08:30', '12:00', true],
  ['20:00', '02:00', true],
  ['00:00', '24:00', true],
  ['24:00', '08:00', false],
  ['8:30', '12:00', false],
  ['08:60', '12:00', false],
  ['08:30', '', false],
])('reads %s to %s: %s', (opens, closes, fits) => {
  expect(isPeriod({ opens, closes })).toBe(fits);
});
