import { createServer } from 'node:http';

/** Serves empty pages of two other origins: a coach's own web application, and one that is not allowed. */
export async function startForeignOrigins() {
  const servers = await Promise.all([emptyPages(), emptyPages()]);
  const [allowed, other] = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  const stop = () => {
    for (const server of servers) server.close();
  };
  return { allowed, other, stop };
}

/** Returns the faults: the allowed page must work with every kind of credentials, the other one with none. */
export async function tryForeignOrigins(browser, demo, { allowed, other }) {
  const pair = { 'x-api-key': demo.said['x-api-key'], 'x-api-secret': demo.said['x-api-secret'] };
  const device = { 'x-device-id': demo.said['x-device-id'], 'x-device-secret': demo.said['x-device-secret'] };
  const account = { email: demo.said.email, password: demo.said.password };
  const asked = { url: `${demo.url}/api/v1`, pair, device, account };
  const faults = [];
  const of = async (origin) => {
    const page = await browser.newPage();
    await page.goto(origin);
    const answered = await page.evaluate(askAll, asked);
    await page.close();
    return answered;
  };
  const good = await of(allowed);
  const passings = { status: 200, rows: true };
  const expected = { byPair: passings, byLogin: passings, refused: { status: 401, rows: false } };
  if (JSON.stringify(good) !== JSON.stringify(expected))
    faults.push(`from an origin that is allowed: ${JSON.stringify(good)}`);
  const bad = await of(other);
  if (Object.values(bad).some((each) => each !== 'no answer'))
    faults.push(`from an origin that is not allowed: ${JSON.stringify(bad)}`);
  return faults;
}

/** Runs in the page. */
async function askAll({ url, pair, device, account }) {
  const json = { 'content-type': 'application/json' };
  const send = async (path, headers, body) => {
    const sent = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
    const response = await fetch(url + path, sent);
    return { status: response.status, body: await response.json() };
  };
  const passings = async (headers) => {
    const { status, body } = await send('/passings', headers, { limit: 1 });
    return { status, rows: Array.isArray(body.passings) };
  };
  const byLogin = async () => {
    const { body } = await send('/auth/login', device, account);
    return passings({ ...device, authorization: `Bearer ${body.access_token}` });
  };
  const orNone = (answer) => answer.catch(() => 'no answer');
  return {
    byPair: await orNone(passings(pair)),
    byLogin: await orNone(byLogin()),
    refused: await orNone(passings({ ...pair, 'x-api-secret': 'another' })),
  };
}

function emptyPages() {
  const server = createServer((_, response) => response.end('<!doctype html><title>elsewhere</title>'));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
