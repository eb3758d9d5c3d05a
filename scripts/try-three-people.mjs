// Plays the three people of the product, from an empty folder: a developer in Swagger UI who knows only the page's own
// introduction, an administrator with a decoder and one variable, and a coach with a browser. Fails unless each
// succeeds, the developer within 12 clicks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startDemoProcess } from './demo-process.mjs';
import { findChromium } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';

const MOST_CLICKS = 12;
const PATIENCE_MS = 60_000;

await prepareProject();
const executablePath = await findChromium({ install: process.env.CI !== undefined });
if (executablePath === undefined) {
  console.log('three people: not tried, because there is no Chromium on the PATH (apt-get install chromium)');
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), 'coachlink-people-'));
const started = [];
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  const demo = await startDemoProcess();
  try {
    await developer(demo);
    await coach(demo);
  } finally {
    await demo.stop();
  }
  await administrator();
} finally {
  await browser.close();
  for (const each of started) each.kill('SIGTERM');
  await Promise.all(started.map((each) => each.exitCode ?? once(each, 'exit')));
  rmSync(work, { recursive: true, force: true });
}

/** Does the steps of the introduction in turn: presses or opens its bold words. */
async function developer(demo) {
  const page = await browser.newPage();
  let clicks = 0;
  const click = async (place) => {
    await place.first().click();
    clicks++;
  };
  await page.goto(`${demo.url}/docs`);
  await page.locator('.opblock').first().waitFor();
  const steps = await page.locator('.info ol li').allInnerTexts();
  const bold = await page.locator('.info ol li strong').allInnerTexts();
  const [credentials, , operation, execute] = bold;
  if (steps.length !== 3 || execute === undefined) throw new Error(`the introduction reads: ${steps}`);
  await click(page.getByRole('button', { name: credentials }));
  const [method, path] = operation.split(' ');
  const block = page.locator(`.opblock-${method.toLowerCase()}`, { hasText: path });
  await click(block.locator('.opblock-summary-control'));
  await click(block.getByRole('button', { name: execute }));
  const answer = block.locator('.live-responses-table').first();
  await answer.getByText('"transponderid"').first().waitFor();
  console.log(`a developer: the first passing in Swagger UI after ${clicks} clicks`);
  if (clicks > MOST_CLICKS) throw new Error(`more than ${MOST_CLICKS} clicks`);
  await page.close();
}

async function coach(demo) {
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
  await page.goto(demo.url);
  await page.getByLabel('E-mail').fill(demo.said.email);
  await page.getByLabel('Password').fill(demo.said.password);
  await page.getByLabel('Device', { exact: true }).fill(demo.said['x-device-id']);
  await page.getByLabel('Secret of the device').fill(demo.said['x-device-secret']);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('#passings tr').first().waitFor();
  console.log('a coach: the track on a phone, by a login');
  await page.close();
}

/** Sets one variable and follows the printed start, word for word; then rotates a key, and expects the line about it. */
async function administrator() {
  const decoder = run('bin/coachlink.mjs', ['simulate', '--port', '0']);
  const [, decoders] = await decoder.saying(/COACHLINK_DECODERS='([^']+)' npm start/);
  const gateway = run('scripts/start.mjs', [], {
    COACHLINK_DECODERS: decoders,
    HOST: '127.0.0.1',
    PORT: '0',
  });
  const [curl] = await gateway.saying(/^curl .*$/m);
  await until('the printed line answers with a passing', async () => {
    const { output } = await shell(curl);
    return output.includes('"transponderid"');
  });
  console.log("an administrator: a decoder's first passing, by one variable");
  const exported = gateway.said.match(/export COACHLINK_\w+=\S+/g) ?? [];
  const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(curl)[0];
  const coachlink = (line) =>
    shell([...exported, `node bin/coachlink.mjs ${line}`].join('\n'), { COACHLINK_URL: url });
  const made = JSON.parse((await coachlink('api-key create wall --scopes passings:read --json')).output);
  const rotated = await coachlink(`api-key rotate ${made.id}`);
  if (!/cls_/.test(rotated.output)) throw new Error(`the key was not rotated: ${rotated.output}`);
  const { output: audit } = await coachlink('audit');
  const line = audit.split('\n').find((each) => /rotat/.test(each) && each.includes(made.id));
  if (line === undefined) throw new Error(`no line of the audit trail tells of the rotation:\n${audit}`);
  console.log(`an administrator: a rotated key, and the line about it: ${line.trim()}`);
}

/** Runs a program of ours in an environment without variables of ours. */
function run(file, given, variables = {}) {
  const child = spawn(process.execPath, [join(root, file), ...given], {
    cwd: root,
    env: environment(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const its = { said: '', saying };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (its.said += text));
  async function saying(pattern) {
    return until(
      `${file} says ${pattern}`,
      () => pattern.exec(its.said),
      () => its.said,
    );
  }
  return its;
}

async function shell(script, variables = {}) {
  const child = spawn('bash', ['-c', script], { cwd: root, env: environment(variables), stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  await once(child, 'close');
  return { output };
}

function environment(variables) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(COACHLINK_|REDIS_URL$|NODE_ENV$)/.test(name),
  );
  const local = { COACHLINK_DATA_DIR: join(work, 'data'), COACHLINK_INTERNET_PROBE: 'off' };
  return { ...Object.fromEntries(own), ...local, ...variables };
}

async function until(what, get, said = () => '') {
  const endMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await get();
    if (value) return value;
    if (Date.now() > endMs) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
