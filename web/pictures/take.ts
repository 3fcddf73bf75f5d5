// Takes a picture in both themes, small enough to keep: the browser itself writes it as WebP.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { fileOf, THEMES, type Name } from './list';
import { FOLDER } from './places';

const QUALITY = 0.8;
/** Transitions and late figures settle within this. */
const SETTLE_MS = 700;
/** A folder for the same pictures as PNG, for eyes and tools that want them. */
const png = process.env['PICTURES_PNG'];

/** The page that turns one format into the other, away from any content security policy. */
let encoder: Promise<Page> | null = null;

async function webp(browser: Browser, picture: Buffer): Promise<Buffer> {
  encoder ??= browser.newPage();
  const address = await (
    await encoder
  ).evaluate(
    async ([base64, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    [picture.toString('base64'), QUALITY] as const,
  );
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

/** Keeps `name` as `<name>-light.webp` and `<name>-dark.webp`. */
export async function take(page: Page, name: Name): Promise<void> {
  const browser = page.context().browser();
  if (!browser) throw new Error('a picture needs a browser');
  mkdirSync(FOLDER, { recursive: true });
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForTimeout(SETTLE_MS);
    const picture = await page.screenshot({ animations: 'disabled' });
    if (png) writeFileSync(join(png, `${name}-${theme}.png`), picture);
    writeFileSync(join(FOLDER, fileOf(name, theme)), await webp(browser, picture));
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
