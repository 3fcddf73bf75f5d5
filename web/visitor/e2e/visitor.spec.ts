import { expect, type FrameLocator, type Page } from '@playwright/test';
import { look, test } from './watch';

const MORE = { 'zh-CN': '更多', en: 'More' };

async function say(at: Page | FrameLocator, text: string): Promise<void> {
  const field = at.locator('.composer textarea');
  await field.fill(text);
  await field.press('Enter');
}

/** The whole story on one page: menu, answer, queue, person, picture, case, end, survey. */
async function story(page: Page, name: string): Promise<void> {
  await expect(page.locator('.menu-option')).toHaveCount(3);
  await look(page, `${name}-1-greeting`);
  await page.locator('.menu-option').first().click();
  await expect(page.locator('.answer-ask')).toBeVisible();
  await look(page, `${name}-2-answer`);
  await page.locator('.actions .person').click();
  await expect(page.locator('.queue-place')).toBeVisible();
  await look(page, `${name}-3-queue`);
  await expect(page.locator('[data-by=agent]')).toHaveCount(1, { timeout: 12_000 });
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 240, height: 120 } });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '回执.png', mimeType: 'image/png', buffer: picture });
  await expect(page.locator('.uploads progress')).toHaveCount(0);
  await say(page, '这是回执，麻烦帮我建个工单。 case');
  await expect(page.locator('.case')).toBeVisible({ timeout: 8000 });
  await expect(page.locator('.how-far').last()).toHaveText(/已读|Read/);
  await expect(page.locator('.picture img')).toBeVisible();
  await look(page, `${name}-4-person`);
}

async function endAndRate(
  page: Page,
  name: string,
  language: keyof typeof MORE = 'zh-CN',
): Promise<void> {
  await page.getByRole('button', { name: MORE[language], exact: true }).click();
  await expect(page.locator('.more')).toBeVisible();
  await look(page, `${name}-5-more`);
  await page.locator('.more .danger').click();
  await page.locator('dialog .primary').click();
  await expect(page.locator('.survey')).toBeVisible();
  await page.locator('.survey .three .choice').first().click();
  for (const [row, step] of [
    [0, 4],
    [1, 3],
    [2, 9],
  ] as const) {
    await page.locator('.rating').nth(row).locator('.choice').nth(step).click();
  }
  await page.locator('.survey').scrollIntoViewIfNeeded();
  await look(page, `${name}-6-survey`);
  await page.locator('.survey .primary').click();
  await expect(page.locator('.survey.thanks')).toBeVisible();
}

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('carries the whole story', async ({ page }) => {
    await page.goto('/chat');
    await story(page, 'phone');
    await endAndRate(page, 'phone');
    await page.locator('.foot-again button').click();
    await expect(page.locator('.menu-option')).toHaveCount(3);
  });

  test('carries it in large text', async ({ page }) => {
    await page.goto('/chat?senior=1');
    await story(page, 'senior');
    await endAndRate(page, 'senior');
  });

  test('books a callback and leaves a message', async ({ page }) => {
    await page.goto('/chat');
    await page.locator('.actions .way').first().click();
    await page.locator('input[type=tel]').fill('123');
    await page.locator('dialog .primary').click();
    await expect(page.locator('dialog .complaint')).toHaveText(/11 位手机号/);
    await look(page, 'phone-7-callback');
    await page.locator('input[type=tel]').fill('140 0000 1001');
    await page.locator('dialog .primary').click();
    await expect(page.locator('.line')).toContainText('140****1001');
    await page.locator('.actions .way').nth(1).click();
    await page.locator('dialog textarea').fill('请帮我查一下上月的年费。\n<b>谢谢</b>');
    await look(page, 'phone-8-leave');
    await page.locator('dialog .primary').click();
    await expect(page.locator('.line blockquote')).toHaveText(
      '请帮我查一下上月的年费。\n<b>谢谢</b>',
    );
    await expect(page.locator('.message.own')).toHaveCount(0);
  });

  test('cards that ask for a number or a message are forms in the thread', async ({ page }) => {
    await page.goto('/chat');
    await page.locator('.composer textarea').fill('你们下班了吗');
    await page.locator('.composer textarea').press('Enter');
    await expect(page.locator('.bubble textarea')).toBeVisible();
    await look(page, 'phone-9-cards');
    await page.locator('.bubble input[type=tel]').fill('14000001001');
    await page.locator('.bubble form .primary').first().click();
    await expect(page.locator('.line')).toContainText('140****1001');
    await expect(page.locator('.bubble input[type=tel]')).toHaveCount(0);
    await page.locator('.bubble textarea').fill('明天上午联系我');
    await page.locator('.bubble form .primary').click();
    await expect(page.locator('.line blockquote')).toHaveText('明天上午联系我');
    await expect(page.locator('.bubble form')).toHaveCount(0);
  });
});

test.describe('a phone in the dark', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

  test('carries the whole story', async ({ page }) => {
    await page.goto('/chat');
    await story(page, 'dark');
    await endAndRate(page, 'dark');
  });

  test('stays readable in large text', async ({ page }) => {
    await page.goto('/chat?senior=1');
    await expect(page.locator('.menu-option')).toHaveCount(3);
    await look(page, 'dark-senior');
  });
});

test.describe('a small phone in English', () => {
  test.use({ viewport: { width: 360, height: 640 }, locale: 'en-GB' });

  test('carries the whole story', async ({ page }) => {
    await page.goto('/chat?lang=en');
    await story(page, 'small-english');
    await endAndRate(page, 'small-english', 'en');
  });
});

test.describe('the line', () => {
  test('cut before the acknowledgement neither loses nor doubles', async ({ page }) => {
    await page.goto('/chat');
    await expect(page.locator('.menu-option')).toHaveCount(3);
    await say(page, '掉线测试');
    await expect(page.locator('.message.own .how-far')).toHaveText('已发送', { timeout: 8000 });
    await expect(page.locator('.message.own')).toHaveCount(1);
    await page.reload();
    await expect(page.locator('.message.own')).toHaveCount(1);
  });

  test('that is down keeps what is written, says so, and sends it when it is back', async ({
    page,
    context,
  }) => {
    await page.goto('/chat');
    await expect(page.locator('.menu-option')).toHaveCount(3);
    await context.setOffline(true);
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await expect(page.locator('.banner')).toContainText('没有网络');
    await say(page, '拒绝一次');
    await look(page, 'offline');
    await context.setOffline(false);
    await expect(page.locator('.progress.failed')).toBeVisible({ timeout: 8000 });
    await look(page, 'refused');
    await page.locator('.progress.failed .link').click();
    await expect(page.locator('.message.own .how-far')).toHaveText('已发送');
  });
});

test('hostile text stays text', async ({ page }) => {
  await page.goto('/chat');
  await expect(page.locator('.menu-option')).toHaveCount(3);
  const hostile =
    '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>javascript:alert(1)';
  await say(page, hostile);
  await expect(page.locator('.message.own .words')).toHaveText(hostile);
  await expect(page.locator('.message img, .message a, .message script')).toHaveCount(0);
  expect(await page.title()).not.toContain('owned');
});

test('a file that may not go is named before anything is uploaded', async ({ page }) => {
  await page.goto('/chat');
  await expect(page.locator('.menu-option')).toHaveCount(3);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '脚本.html', mimeType: 'text/html', buffer: Buffer.from('<p>') });
  await expect(page.locator('.complaint')).toContainText('「脚本.html」的格式暂不支持');
  expect(asked).toEqual([]);
});

test('files come by paste and by drop, and go with the next message', async ({ page }) => {
  await page.goto('/chat');
  await expect(page.locator('.menu-option')).toHaveCount(3);
  await page.evaluate(() => {
    const carry = (name: string) => {
      const data = new DataTransfer();
      data.items.add(new File(['十二个字'], name, { type: 'text/plain' }));
      return data;
    };
    const at = (selector: string) => document.querySelector(selector) ?? document.body;
    at('textarea').dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: carry('粘贴.txt'), bubbles: true }),
    );
    at('.intro').dispatchEvent(
      new DragEvent('dragover', { dataTransfer: carry('拖放.txt'), bubbles: true }),
    );
    at('.intro').dispatchEvent(
      new DragEvent('drop', { dataTransfer: carry('拖放.txt'), bubbles: true }),
    );
  });
  await expect(page.locator('.uploads li')).toHaveCount(2);
  await expect(page.locator('.uploads progress')).toHaveCount(0);
  await look(page, 'files');
  await page.locator('.send').click();
  await expect(page.locator('.message.own .file')).toHaveCount(2);
  await expect(page.locator('.message.own .file-note').first()).toContainText('安全检查中');
});

test('the transcript is downloaded and the language changes without a reload', async ({ page }) => {
  await page.goto('/chat');
  await expect(page.locator('.menu-option')).toHaveCount(3);
  await say(page, '吞卡');
  await page.getByRole('button', { name: '更多' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载聊天记录' }).click();
  expect((await download).suggestedFilename()).toBe('会话记录.html');
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Yuanling Bank');
  await expect(page.locator('.message.own')).toHaveCount(1);
  expect(await page.getAttribute('html', 'lang')).toBe('en');
});

test.describe('the widget', () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test('opens on the bank page, tells of new messages, folds by Esc and gives the focus back', async ({
    page,
  }) => {
    await page.goto('http://127.0.0.1:8788/?signed-in');
    const button = page.getByRole('button', { name: '打开在线客服' });
    expect(page.frames()).toHaveLength(1);
    await look(page, 'widget-1-button');
    await button.click();
    const chat = page.frameLocator('iframe');
    await expect(chat.locator('.menu-option')).toHaveCount(3);
    await expect(chat.locator('.intro h2')).toContainText('韩**');
    await expect(chat.locator('.composer textarea')).toBeFocused();
    await chat.locator('.menu-option').first().click();
    await expect(chat.locator('.answer-ask')).toBeVisible();
    await look(page, 'widget-2-open', page.frames()[1]);
    await chat.getByRole('button', { name: '更多' }).click();
    await expect(chat.locator('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(chat.locator('dialog')).toHaveCount(0);
    await expect(chat.getByRole('button', { name: '更多' })).toBeFocused();
    await chat.locator('.actions .person').click();
    await chat.locator('.composer textarea').press('Escape');
    await expect(page.locator('iframe')).toBeHidden();
    await expect(page.locator('.button')).toBeFocused();
    await expect(page.locator('.badge')).toHaveText('1', { timeout: 12_000 });
    await look(page, 'widget-3-unread');
    await page.reload();
    await page.locator('.button').click();
    await expect(chat.locator('[data-by=agent]')).toHaveCount(1);
    await expect(page.locator('.badge')).toBeHidden();
    await look(page, 'widget-4-back', page.frames()[1]);
    await page.evaluate(() => window.warmline?.forget());
    await expect(page.locator('iframe')).toHaveCount(0);
    await page.locator('.button').click();
    await expect(chat.locator('.menu-option')).toHaveCount(3);
    await expect(chat.locator('[data-by=agent]')).toHaveCount(0);
  });

  test('hears nothing from a stranger', async ({ page }) => {
    await page.goto('http://127.0.0.1:8788/');
    await page.evaluate(() => postMessage({ warmline: 1, type: 'unread', count: 7 }, '*'));
    await page.waitForTimeout(200);
    await expect(page.locator('.badge')).toBeHidden();
  });

  test('may be framed by the bank only', async ({ request }) => {
    const policy = (await request.get('/widget')).headers()['content-security-policy'];
    expect(policy).toContain('frame-ancestors http://127.0.0.1:8788');
  });
});

test.describe('the widget on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('fills the screen', async ({ page }) => {
    await page.goto('http://127.0.0.1:8788/en');
    await page.getByRole('button', { name: 'Open online service' }).click();
    const chat = page.frameLocator('iframe');
    await expect(chat.locator('.menu-option')).toHaveCount(3);
    const box = async () => page.locator('iframe').boundingBox();
    await expect.poll(box).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await look(page, 'widget-phone', page.frames()[1]);
    await chat.getByRole('button', { name: 'Minimise chat' }).click();
    await expect(page.locator('.button')).toBeFocused();
  });
});
