/**
 * A page that fails the test on any console error or policy violation, and looks at itself:
 * no accessibility violation, nothing wider than the screen, no button under another thing.
 */

import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Frame, type Page } from '@playwright/test';

/** The test function of these files: its page is watched. */
export const test = base.extend<{ watched: string[] }>({
  watched: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|WebSocket connection/.test(
          message.text(),
        );
        if (message.type() === 'error' && !expected) errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(String(error)));
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

/** Takes the picture `name` and holds the page to what it must be. */
export async function look(page: Page, name: string, frame: Frame | Page = page): Promise<void> {
  await page.waitForTimeout(350);
  await page.screenshot({
    path: `${process.env.PICTURES ?? test.info().outputPath()}/${name}.png`,
  });
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    .analyze();
  expect(
    found.violations.map(
      (each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' | ')}`,
    ),
    name,
  ).toEqual([]);
  expect(
    await frame.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
    name,
  ).toBe(0);
  expect(await frame.evaluate(coveredButtons), name).toEqual([]);
}

/** The labels of buttons on the screen whose middle is covered by something else. */
function coveredButtons(): string[] {
  const top = document.querySelector('dialog[open]') ?? document;
  const log = document.querySelector('.log')?.getBoundingClientRect();
  return [...top.querySelectorAll('button, textarea')].flatMap((button) => {
    const box = button.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const inLog = button.closest('.log') !== null;
    const outside =
      x < 0 ||
      y < 0 ||
      x > innerWidth ||
      y > innerHeight ||
      (inLog && log && (y < log.top || y > log.bottom));
    if (box.width === 0 || outside) return [];
    const hit = document.elementFromPoint(x, y);
    return hit && (button.contains(hit) || hit.closest('.to-end'))
      ? []
      : [`${button.getAttribute('aria-label') ?? button.textContent}`];
  });
}
