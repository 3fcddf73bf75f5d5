// The desk's pictures and the customers', from one story on a quiet house: four customers, one agent.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { colleague, customer, says } from '../story/people';
import { BANK_PAGE, QUIET } from './places';
import { take } from './take';

const TYPES: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript' };

const person = (page: Page) => page.locator('.actions .person').click();

/** The agent takes whatever is offered next. */
async function accepts(agent: Page): Promise<void> {
  const offer = agent.getByRole('region', { name: '新会话' });
  await offer.getByRole('button', { name: /接入/ }).click();
  await expect(offer).toHaveCount(0);
}

async function answers(agent: Page, text: string): Promise<void> {
  await agent.getByRole('textbox', { name: '回复客户' }).fill(text);
  await agent.getByRole('textbox', { name: '回复客户' }).press('Enter');
}

/** Somebody says what they came for and asks for a person. */
async function asksForPerson(browser: Browser, code: string, text: string): Promise<Page> {
  const phone = await customer(browser, code);
  await expect(phone.locator('.menu-option').first()).toBeVisible();
  await says(phone, text);
  await expect(phone.locator('[data-by=assistant]').nth(1)).toBeVisible();
  const button = phone.locator('.actions .person');
  if (await button.isVisible()) await button.click();
  return phone;
}

test('signing in', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByLabel('工号')).toBeVisible();
  await take(page, 'sign-in');
  await page.goto('/sign-in?problem=WL-OIDC-UNKNOWN');
  await expect(page.getByRole('alert')).toBeVisible();
  await take(page, 'sign-in-problem');
});

test('a conversation from both sides', async ({ browser }) => {
  const phone = await customer(browser, 'C001');
  await expect(phone.locator('.menu-option').first()).toBeVisible();
  await take(phone, 'h5-start');
  await says(phone, '怎么查账户余额');
  await expect(phone.locator('.answer-ask')).toBeVisible();
  await take(phone, 'h5-answer');
  await person(phone);
  await expect(phone.locator('.queue')).toBeVisible();
  await take(phone, 'h5-queue');

  const agent = await colleague(browser, 'S001');
  await take(agent, 'start');
  await agent.goto('/desk');
  await expect(agent.getByText('连接正常')).toBeVisible();
  await agent.getByRole('button', { name: /^当前状态/ }).click();
  await expect(agent.getByText('小休').first()).toBeVisible();
  await take(agent, 'presence');
  await agent.getByRole('button', { name: '空闲', exact: true }).click();
  await expect(agent.getByRole('region', { name: '新会话' })).toBeVisible();
  await take(agent, 'offer');
  await accepts(agent);
  await expect(agent).toHaveURL(/\/desk\/int_/);
  const story = agent.url();
  await answers(agent, '韩先生您好，我是青果。您是想查余额，还是有别的事需要帮忙？');
  await says(phone, '我前天转了一笔钱，对方到现在还没收到，急着付房租');
  await expect(agent.getByRole('log').getByText('急着付房租')).toBeVisible();
  await answers(agent, '别着急，我马上帮您查。麻烦告诉我转账的大概时间和对方银行。');
  await says(phone, '前天下午四点，对方是邻山银行');

  await asksForPerson(browser, 'C008', '稳岭日日的净值最近怎么跌了');
  await accepts(agent);
  await asksForPerson(browser, 'C004', '转账提示超过限额，货款今天必须付，急死了');
  await accepts(agent);
  await agent.goto(story);
  await expect(agent.getByText('140****1001')).toBeVisible();
  await expect(agent.getByRole('log').getByText('邻山银行')).toBeVisible();
  await take(agent, 'desk');
  await take(phone, 'h5-chat');

  await agent.getByRole('tab', { name: '知识库' }).click();
  await agent.getByRole('searchbox', { name: '搜索知识' }).fill('转账没到账');
  await expect(agent.getByRole('button', { name: '引用' }).first()).toBeVisible();
  await take(agent, 'desk-knowledge');
  await agent
    .getByRole('tabpanel')
    .getByRole('article')
    .first()
    .getByRole('button')
    .first()
    .click();
  await expect(agent.getByRole('dialog')).toBeVisible();
  await take(agent, 'desk-article');
  await agent.keyboard.press('Escape');

  await agent.getByRole('button', { name: '建工单' }).click();
  const dialog = agent.getByRole('dialog');
  await dialog.getByLabel('标题').fill('转账未到账核查');
  await dialog.getByLabel('客户需求').fill('前天下午四点转往邻山银行的款项对方未收到，请核查去向');
  await dialog.getByRole('combobox', { name: '承办部门' }).click();
  await agent.getByRole('option', { name: '支付结算部' }).click();
  await dialog.getByLabel('第一项任务').fill('核查汇款去向');
  await take(agent, 'desk-case-dialog');
  await dialog.getByRole('button', { name: '创建工单' }).click();
  await expect(agent.getByRole('log').getByText(/已建工单/)).toBeVisible();
  await agent.getByRole('tab', { name: '工单' }).click();
  await take(agent, 'desk-cases');
  await agent.getByRole('tab', { name: '客户 360' }).click();
  await agent.getByRole('button', { name: '转接' }).click();
  await expect(dialog).toBeVisible();
  await take(agent, 'desk-transfer');
  await agent.keyboard.press('Escape');

  await agent.keyboard.press('Control+k');
  await take(agent, 'palette');
  await agent.keyboard.press('Escape');
  await agent.getByRole('button', { name: '快捷键' }).click();
  await take(agent, 'shortcuts');
  await agent.keyboard.press('Escape');
  for (const [item, name] of [
    ['声音与显示', 'preferences'],
    ['登录设备', 'sessions'],
  ] as const) {
    await agent.getByRole('button', { name: /的账号$/ }).click();
    await agent.getByRole('menuitem', { name: item }).click();
    await expect(dialog).toBeVisible();
    await take(agent, name);
    await agent.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await agent.getByRole('button', { name: '中文 / English' }).click();
  await expect(agent.getByRole('button', { name: 'Transfer' })).toBeVisible();
  await take(agent, 'desk-en');
  await agent.getByRole('button', { name: '中文 / English' }).click();

  await agent.getByRole('button', { name: '结束会话' }).click();
  await dialog.getByRole('button', { name: '结束会话' }).click();
  await expect(agent.getByRole('combobox', { name: '服务小结' })).toBeVisible();
  await take(agent, 'desk-wrap-up');
  await expect(phone.locator('.survey')).toBeVisible();
  await phone.locator('.survey .three .choice').first().click();
  await phone.locator('.rating').first().locator('.choice').nth(4).click();
  await take(phone, 'h5-survey');
  await agent.keyboard.press('Alt+l');
  await expect(agent.getByRole('dialog')).toBeVisible();
  await take(agent, 'lock');
});

test('the other ways a customer is met', async ({ browser }) => {
  const phone = await customer(browser, 'C003');
  await phone.locator('.actions .way').first().click();
  await phone.locator('input[type=tel]').fill('14000001003');
  await take(phone, 'h5-callback');

  const senior = await customer(browser, 'C002');
  await senior.goto('/chat?senior=1');
  await expect(senior.locator('.composer textarea')).toBeVisible();
  await take(senior, 'h5-senior');

  const english = await customer(browser);
  await english.goto('/chat?lang=en');
  await expect(english.locator('.menu-option').first()).toBeVisible();
  await take(english, 'h5-en');
});

test('the widget on a page of the bank', async ({ page }) => {
  const folder = new URL('../visitor/dev/', import.meta.url);
  const bank = createServer((request, response) => {
    const name = request.url === '/' ? 'bank.html' : (request.url ?? '').slice(1);
    const file = new URL(name, folder);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[name.slice(name.lastIndexOf('.'))] ?? 'text/html';
    const words = readFileSync(file, 'utf8').replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, QUIET);
    return response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(words);
  });
  await new Promise<void>((up) => bank.listen(Number(new URL(BANK_PAGE).port), '127.0.0.1', up));
  await page.goto(BANK_PAGE);
  await page.getByRole('button', { name: '在线客服' }).click();
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('.menu-option').first()).toBeVisible();
  await take(page, 'widget');
  bank.close();
});
