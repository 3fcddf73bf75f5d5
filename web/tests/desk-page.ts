// The signed-in desk, watched: a console error, a page error or a policy violation fails the test.
import { test as base, expect, type APIRequestContext, type Page } from '@playwright/test';

export const interaction = (number: number) => `int_${String(number).padStart(32, '0')}`;

export interface Mock {
  say: (id: string, text: string) => Promise<void>;
  drop: () => Promise<void>;
  offer: () => Promise<void>;
  viewing: (id: string) => Promise<void>;
}

function mockOf(request: APIRequestContext): Mock {
  const post = async (path: string, data: object = {}) => void (await request.post(path, { data }));
  return {
    say: (id, text) => post('/mock/say', { interaction: id, text }),
    drop: () => post('/mock/drop'),
    offer: () => post('/mock/offer'),
    viewing: (id) => post('/mock/viewing', { interaction: id }),
  };
}

export const test = base.extend<{ mock: Mock; complaints: string[]; desk: Page }>({
  mock: async ({ request }, use) => use(mockOf(request)),
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await use(complaints);
    expect(complaints).toEqual([]);
  },
  desk: async ({ page, request, complaints: _complaints }, use) => {
    await request.post('/mock/reset');
    await request.post('/api/sign-in/second-factor', { data: { code: '123456' } });
    await use(page);
  },
});

/** Opens a conversation and waits until it is drawn and the line is up. */
export async function open(page: Page, number: number): Promise<void> {
  await page.goto(`/desk/${interaction(number)}`);
  await expect(page.getByText('连接正常')).toBeVisible();
  await expect(page.getByRole('log').getByRole('article').first()).toBeVisible();
  await expect(page.getByRole('tab', { name: '客户 360' })).toBeVisible();
}

/** What is wrong with the picture: things wider than their box, and buttons under something else. */
export function pictureFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push('the page scrolls sideways');
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)}"`;
    for (const element of document.querySelectorAll('header, nav, button, [role="tablist"], dl')) {
      const style = getComputedStyle(element);
      const clips = style.overflowX === 'auto' || style.overflowX === 'hidden';
      if (!clips && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        faults.push(`${name(element)} is wider than its box`);
    }
    for (const element of document.querySelectorAll('h1, h2, h3, [role="option"] .font-semibold'))
      if (element.clientWidth > 0 && element.clientWidth < 20 && element.scrollWidth > 20)
        faults.push(`${name(element)} is squeezed to nothing`);
    for (const element of document.querySelectorAll('button, a[href], input, textarea')) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || element.closest('[inert]')) continue;
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
      let clipped = false;
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflowY === 'visible') continue;
        const frame = parent.getBoundingClientRect();
        if (y < frame.top || y > frame.bottom || x < frame.left || x > frame.right) clipped = true;
      }
      const hit = document.elementFromPoint(x, y);
      if (!clipped && hit && !element.contains(hit) && !hit.contains(element))
        faults.push(`${name(element)} is under ${name(hit)}`);
    }
    return faults;
  });
}

export { expect };
