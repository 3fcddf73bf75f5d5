// A telephone call on the real server: a customer dials, an agent answers in the browser, both are heard,
// and what they said is played back in the desk.
import { expect, test, type Page } from '@playwright/test';
import { Caller } from './caller';
import { becomesReady, colleague, complaints, picture } from './people';
import { TELEPHONE } from './places';

const bar = (page: Page) => page.getByRole('region', { name: '当前通话' });

test('a customer calls, is answered in the browser, held, and heard again', async ({ browser }) => {
  test.setTimeout(120_000);
  const agent = await colleague(browser, 'S001');
  await expect(agent.getByRole('button', { name: '电话 电话就绪' })).toBeVisible();
  await becomesReady(agent);
  const customer = await Caller.dial(TELEPHONE, '13900000001');
  const ring = agent.getByRole('region', { name: '来电' });
  await expect
    .poll(
      async () => {
        customer.press('0');
        return ring.isVisible();
      },
      { intervals: [1500], timeout: 45_000 },
    )
    .toBe(true);
  await picture(agent, 'telephone-ring');
  await agent.keyboard.press('Alt+a');
  await expect(bar(agent).getByText('通话中', { exact: true })).toBeVisible();
  await expect(bar(agent).getByText('线路良好')).toBeAttached();
  // The fake microphone beeps once a second; the customer hears it.
  const before = customer.heard;
  await expect.poll(() => customer.heard - before).toBeGreaterThan(20);
  await picture(agent, 'telephone-call');

  await agent.keyboard.press('Alt+h');
  await expect(bar(agent).getByText('保持中')).toBeVisible();
  await agent.keyboard.press('Alt+h');
  await expect(bar(agent).getByText('通话中', { exact: true })).toBeVisible();
  await agent.keyboard.press('Alt+x');
  await expect(bar(agent)).toBeHidden();
  await expect(agent.getByRole('heading', { name: '话后处理' })).toBeVisible();
  customer.hangUp();

  const log = agent.getByRole('log');
  for (const words of ['139****0001 来电', '我保持通话', '我恢复通话', '录音结束'])
    await expect(log.getByText(words)).toBeVisible();
  await expect(log.getByText(/线路中断/)).toHaveCount(0);
  await agent.getByRole('button', { name: /^听录音/ }).click();
  const slider = agent.getByRole('slider', { name: '播放位置' });
  await expect(slider).toBeVisible();
  await slider.press(' ');
  await expect(slider).toHaveAttribute('aria-valuenow', '2');
  await picture(agent, 'telephone-recording');
  await agent.context().close();
  expect(complaints).toEqual([]);
});
