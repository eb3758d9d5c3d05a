// Looks at the dashboard of the demo as people do: desktop and phone, light and dark, by a key and by an account, and when
// the gateway is gone. Fails where axe finds a violation, where anything runs off a screen of 360 px, where the policy of
// the page is broken, where old figures are shown as if they were new, or where a page of another origin is answered that
// COACHLINK_CORS_ORIGINS does not name. Pictures go to docs/ with --pictures.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startDemoProcess } from './demo-process.mjs';
import { startForeignOrigins, tryForeignOrigins } from './foreign-origin.mjs';
import { findChromium } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';

const RIDING_MS = 20_000;
const isPicturing = process.argv.includes('--pictures');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENS = [
  { name: 'dashboard', colorScheme: 'light', viewport: { width: 1100, height: 700 } },
  { name: 'dashboard-dark', colorScheme: 'dark', viewport: { width: 1100, height: 700 } },
  { name: 'dashboard-phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
  { name: 'dashboard-phone-dark', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
];

await prepareProject();
const executablePath = await findChromium({ install: process.env.CI !== undefined });
if (executablePath === undefined) {
  console.log('the pages: not tried, because there is no Chromium on the PATH (apt-get install chromium)');
  process.exit(0);
}
const origins = await startForeignOrigins();
const demo = await startDemoProcess({ COACHLINK_CORS_ORIGINS: origins.allowed });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const faults = [];
try {
  if (isPicturing) await new Promise((resolve) => setTimeout(resolve, RIDING_MS));
  const pages = [];
  for (const screen of SCREENS) pages.push({ ...screen, page: await opened(screen) });
  for (const [at, { name, page }] of pages.entries()) {
    await check(page, `${name}, before the login`);
    if (at % 2 === 0) await logInByKey(page);
    else await logInByAccount(page);
    await page.locator('#passings tr').first().waitFor();
    await checkStream(page, name);
    await check(page, name);
    await picture(page, name);
  }
  faults.push(...(await tryForeignOrigins(browser, demo, origins)));
  await demo.stop();
  for (const { name, page } of pages) await checkGone(page, name);
  await picture(pages[0].page, 'dashboard-gone');
} finally {
  await browser.close();
  origins.stop();
  await demo.stop();
}
for (const fault of faults) console.log(`  ${fault}`);
console.log(`the pages: ${SCREENS.length} screens looked at, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function opened({ name, colorScheme, viewport }) {
  const page = await (await browser.newContext({ colorScheme, viewport })).newPage();
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(`${name}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
  await page.goto(demo.url);
  return page;
}

async function logInByKey(page) {
  await page.getByLabel('Key (x-api-key)').fill(demo.said['x-api-key']);
  await page.getByLabel('Secret (x-api-secret)').fill(demo.said['x-api-secret']);
  await page.getByRole('button', { name: 'Show the track' }).click();
}

async function logInByAccount(page) {
  await page.getByLabel('E-mail').fill(demo.said.email);
  await page.getByLabel('Password').fill(demo.said.password);
  await page.getByLabel('Device', { exact: true }).fill(demo.said['x-device-id']);
  await page.getByLabel('Secret of the device').fill(demo.said['x-device-secret']);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Checks that passings come by the stream: while the page asks thrice for the decoders, it asks once for them at most. */
async function checkStream(page, name) {
  let asked = 0;
  const note = (request) => {
    if (/\/api\/v1\/passings\?/.test(request.url())) asked++;
  };
  page.on('request', note);
  const first = await page.locator('#passings tr').first().innerText();
  for (let polls = 0; polls < 3; polls++) await page.waitForResponse(/\/api\/v1\/decoders$/);
  page.off('request', note);
  if (asked > 1) faults.push(`${name}: the latest passings are asked for, not streamed`);
  if ((await page.locator('#passings tr').first().innerText()) === first)
    faults.push(`${name}: no passing came by the stream`);
}

async function check(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, nodes } of violations) faults.push(`${what}: axe ${id}: ${nodes.map(({ html }) => html)}`);
  const off = await page.evaluate(() =>
    [...globalThis.document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > globalThis.innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 100)),
  );
  for (const element of off) faults.push(`${what}: runs off the screen: ${element}`);
}

/** Checks that the page says that the gateway is gone, and how old each figure is. */
async function checkGone(page, name) {
  await page.getByText('The gateway does not answer.').waitFor();
  // The last answers may have been given while the gateway ended.
  for (const part of ['riders', 'links', 'latest'])
    await page
      .locator(`#${part}-age`, { hasText: /^As it was at .* ago$/ })
      .waitFor()
      .catch(() => faults.push(`${name}: ${part} is old, and does not say so`));
  await check(page, `${name}, the gateway gone`);
}

async function picture(page, name) {
  if (!isPicturing) return;
  const path = join(root, 'docs', `${name}.png`);
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  await page.screenshot({ path });
  console.log(path);
}
