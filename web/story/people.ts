// The people of the story, each in a browser context of their own, watched for console errors.
import { expect, type Browser, type Page } from '@playwright/test';

const PASSWORD = 'warmline-demo-2026';
const pictures = process.env['PICTURES'];

/** Errors any of the story's pages wrote; the story ends with none. */
export const complaints: string[] = [];

type Prepare = (page: Page) => Promise<unknown>;

async function watched(browser: Browser, options: object, prepare?: Prepare): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...options,
  });
  const page = await context.newPage();
  await prepare?.(page);
  page.on('console', (message) => {
    if (message.type() === 'error')
      complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return page;
}

/** A colleague at the desk, signed in with password and the code that is right just now. `prepare` has the page before it
 *  opens anything. */
export async function colleague(
  browser: Browser,
  workNumber: string,
  prepare?: Prepare,
): Promise<Page> {
  const page = await watched(browser, { viewport: { width: 1440, height: 900 } }, prepare);
  await page.goto('/sign-in');
  await page.getByLabel('工号').fill(workNumber);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.keyboard.press('Enter');
  const field = page.getByLabel('动态验证码');
  await expect(field).toBeVisible();
  const codes = (await (await page.request.get('/demo/codes')).json()) as Record<string, string>;
  await field.fill(codes[workNumber] ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /今天可以试什么/ })).toBeVisible();
  return page;
}

/** A customer on a phone, signed in at the bank unless nobody is named. */
export async function customer(browser: Browser, code?: string): Promise<Page> {
  const page = await watched(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.goto(code === undefined ? '/chat' : `/demo/customer?code=${code}`);
  await expect(page.locator('.composer textarea')).toBeVisible();
  return page;
}

/** The customer writes. */
export async function says(page: Page, text: string): Promise<void> {
  const field = page.locator('.composer textarea');
  await field.fill(text);
  await field.press('Enter');
}

/** The colleague says they are free; with somebody waiting they are so for a moment only. */
export async function offersHelp(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^当前状态/ }).click();
  await page.getByRole('button', { name: '空闲', exact: true }).click();
}

/** The colleague is free for work. */
export async function becomesReady(page: Page): Promise<void> {
  await offersHelp(page);
  await expect(page.getByRole('button', { name: /^当前状态.*空闲/ })).toBeVisible();
}

/** Keeps a picture when PICTURES names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` });
}
