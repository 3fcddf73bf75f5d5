// A customer is heard, helped and followed up: the whole way through the real house.
import { expect, test } from '@playwright/test';
import { becomesReady, colleague, complaints, customer, picture, says } from './people';

test('a customer is heard, helped and followed up, and told the result in the same thread', async ({
  browser,
}) => {
  const agent = await colleague(browser, 'S004');
  await picture(agent, 'start-light');
  await becomesReady(agent);
  await agent.goto('/desk');
  await expect(agent.getByText('连接正常')).toBeVisible();

  const phone = await customer(browser, 'C001');
  await expect(phone.locator('.menu-option').first()).toBeVisible();
  await says(phone, '怎么查账户余额');
  await expect(phone.locator('.answer-ask')).toBeVisible();
  await picture(phone, 'h5-answer');

  await phone.locator('.actions .person, .person').first().click();
  const offer = agent.getByRole('region', { name: '新会话' });
  // Evidence 1: offered within a second of being free.
  await expect(offer).toBeVisible({ timeout: 2_000 });
  await expect(offer).toContainText('韩*远');
  await picture(agent, 'desk-offer');
  await offer.getByRole('button', { name: /接入/ }).click();
  await expect(agent).toHaveURL(/\/desk\/int_/);
  await expect(agent.getByText('交接摘要')).toBeVisible();
  await expect(agent.getByText('140****1001')).toBeVisible();
  await expect(phone.getByText(/1004号/).first()).toBeVisible();

  await says(phone, '我前天转了一笔钱，对方还没收到');
  const log = agent.getByRole('log');
  await expect(log.getByText('我前天转了一笔钱，对方还没收到')).toBeVisible();

  await agent.getByRole('tab', { name: '知识库' }).click();
  await agent.getByRole('searchbox', { name: '搜索知识' }).fill('转账没到账');
  await agent.getByRole('button', { name: '引用' }).first().click();
  await agent.getByRole('textbox', { name: '回复客户' }).press('Enter');
  await expect(phone.locator('[data-by=agent]').first()).toBeVisible();
  await picture(agent, 'desk-light');
  await picture(phone, 'h5-chat');

  await agent.getByRole('button', { name: '建工单' }).click();
  const dialog = agent.getByRole('dialog');
  await dialog.getByLabel('标题').fill('转账未到账核查');
  await dialog.getByLabel('客户需求').fill('前天转出的款项对方未收到，请核查去向');
  await dialog.getByRole('combobox', { name: '承办部门' }).click();
  await agent.getByRole('option', { name: '支付结算部' }).click();
  await dialog.getByLabel('第一项任务').fill('核查汇款去向');
  await picture(agent, 'desk-case-dialog');
  await dialog.getByRole('button', { name: '创建工单' }).click();
  await expect(log.getByText(/已建工单 WL\d{8}-0001/)).toBeVisible();

  await agent.keyboard.press('Escape');
  await agent.getByRole('button', { name: '结束会话' }).click();
  await agent.getByRole('dialog').getByRole('button', { name: '结束会话' }).click();
  await agent.getByRole('combobox', { name: '服务小结' }).click();
  await agent
    .getByRole('option', { name: /余额与明细/ })
    .first()
    .click();
  await picture(agent, 'desk-wrap-up');
  await agent.getByRole('button', { name: '完成', exact: true }).click();
  await expect(agent.getByText('小结已保存', { exact: true })).toBeVisible();

  await expect(phone.locator('.survey')).toBeVisible();
  await phone.locator('.survey .three .choice').first().click();
  for (const [row, step] of [
    [0, 4],
    [1, 4],
    [2, 9],
  ] as const) {
    await phone.locator('.rating').nth(row).locator('.choice').nth(step).click();
  }
  await picture(phone, 'h5-survey');
  await phone.locator('.survey .primary').click();
  await expect(phone.locator('.survey.thanks')).toBeVisible();

  // The department does its part, the owner tells the customer in the same thread.
  const handler = await colleague(browser, 'S016');
  const found = await handler.request.get('/api/cases?view=department');
  const kase = ((await found.json()) as { items: { id: string }[] }).items[0];
  expect(kase).toBeDefined();
  await handler.goto(`/cases/${kase?.id}`);
  await handler.getByRole('button', { name: '签收', exact: true }).click();
  await handler.getByRole('button', { name: '办结任务' }).click();
  const finish = handler.getByRole('dialog');
  await finish.getByRole('textbox').first().fill('款项已于今天十点到达对方账户');
  await finish.getByRole('button', { name: '办结任务' }).click();
  await expect(handler.getByText('任务已办结').first()).toBeVisible();
  await picture(handler, 'case-light');
  await agent.goto(`/cases/${kase?.id}`);
  await agent.getByRole('button', { name: '告知客户并办结' }).click();
  const tell = agent.getByRole('dialog');
  await tell.getByRole('textbox').first().fill('您好，您的转账已于今天十点到达对方账户。');
  await tell.getByRole('button', { name: '告知客户并办结' }).click();
  await expect(phone.getByText('您好，您的转账已于今天十点到达对方账户。').first()).toBeVisible();
  await picture(phone, 'h5-told');

  // The board and the reports know.
  const supervisor = await colleague(browser, 'S005');
  await supervisor.goto('/board');
  await expect(supervisor.getByRole('heading', { level: 1 })).toBeVisible();
  const board = (await (await supervisor.request.get('/api/board')).json()) as {
    tiles: Record<string, number>;
  };
  expect(board.tiles).toMatchObject({
    offered_to_people: 1,
    answered: 1,
    abandoned: 0,
    ratings: 1,
    nps: 100,
  });
  await supervisor.waitForTimeout(1_000);
  await picture(supervisor, 'board-light');

  // The next contact of the same customer is the same journey: told once.
  const again = await customer(browser, 'C001');
  await again.locator('.actions .person, .person').first().click();
  const second = agent.getByRole('region', { name: '新会话' });
  await expect(second).toBeVisible();
  await second.getByRole('button', { name: /接入/ }).click();
  await expect(agent.getByText('同一事项第 2 次联系')).toBeVisible();
  await picture(agent, 'desk-second-contact');
  expect(complaints).toEqual([]);
});
