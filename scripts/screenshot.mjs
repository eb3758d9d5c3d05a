// Makes the picture of Swagger UI from the demo, docs/swagger-ui.png: all three schemes authorized and POST /passings
// executed. The pictures of the dashboard are made by try-pages.mjs --pictures.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startDemoProcess } from './demo-process.mjs';
import { findChromium } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';
import { SwaggerPage } from './swagger-page.mjs';

const RIDING_MS = 60_000;

await prepareProject();
const executablePath = await findChromium({ install: false });
if (executablePath === undefined) {
  console.error('there is no Chromium on the PATH (apt-get install chromium)');
  process.exit(1);
}
const demo = await startDemoProcess();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  console.log(`riding for ${RIDING_MS / 1000} s, so that there is something to see`);
  await new Promise((resolve) => setTimeout(resolve, RIDING_MS));
  await pictureSwaggerUi(await browser.newPage({ viewport: { width: 1100, height: 1000 } }));
} finally {
  await browser.close();
  await demo.stop();
}

async function pictureSwaggerUi(page) {
  const { said } = demo;
  await page.goto(`${demo.url}/docs`);
  await page.locator('.opblock').first().waitFor();
  await new SwaggerPage(page).authorize({
    ApiKey: said['x-api-key'],
    ApiSecret: said['x-api-secret'],
    DeviceId: said['x-device-id'],
    DeviceSecret: said['x-device-secret'],
    Bearer: await accessToken(),
  });
  const block = page.locator('.opblock-post', { hasText: '/api/v1/passings' }).first();
  await block.locator('.opblock-summary-control').click();
  await block.locator('.btn.execute').click();
  await block.locator('.live-responses-table .highlight-code').waitFor();
  await block
    .locator('.responses-inner')
    .first()
    .evaluate((answer) => answer.scrollIntoView({ block: 'start' }));
  await save(page, 'swagger-ui.png');
}

async function accessToken() {
  const { said } = demo;
  const answer = await fetch(`${demo.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: {
      'X-Device-ID': said['x-device-id'],
      'X-Device-Secret': said['x-device-secret'],
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ email: said.email, password: said.password }),
  });
  return (await answer.json()).access_token;
}

async function save(page, name) {
  const path = join(root, 'docs', name);
  await page.screenshot({ path });
  console.log(path);
}
