// Makes docs/swagger-ui.png: opens Swagger UI of a running gateway in Chromium, authorizes, executes POST /passings.
//   node scripts/screenshot.mjs http://127.0.0.1:8080 KEY SECRET
import { chromium } from 'playwright-core';

const [url, key, secret] = process.argv.slice(2);
if (url === undefined || key === undefined || secret === undefined) {
  console.error('use: node scripts/screenshot.mjs URL KEY SECRET (the demo prints all three)');
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 1000 } });
await page.goto(`${url}/docs`, { waitUntil: 'networkidle' });
await page.click('.btn.authorize');
const schemes = await page.$$('.auth-container');
for (const [index, value] of [key, secret].entries()) {
  await (await schemes[index].$('input')).fill(value);
  await (await schemes[index].$('button.authorize')).click();
}
await page.click('.btn-done');
await page.click('.opblock-post >> nth=0');
await page.waitForSelector('.btn.execute');
await page.click('.btn.execute');
await page.waitForSelector('.live-responses-table .highlight-code');
await page.evaluate(() =>
  globalThis.document.querySelector('.responses-inner').scrollIntoView({ block: 'start' }),
);
await page.screenshot({ path: new URL('../docs/swagger-ui.png', import.meta.url).pathname });
await browser.close();
