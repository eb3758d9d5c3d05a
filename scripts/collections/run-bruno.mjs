// Sends the requests of a Bruno collection in order, as Bruno's own runner does, which would bring more than 500
// packages: variables, headers, JSON bodies, assertions of the status, and variables kept from answers.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import bruno from '@usebruno/lang';

/** Resolves to the requests whose assertion failed. */
export async function runBruno(folder, given) {
  const { variables } = bruno.bruToEnvJsonV2(
    readFileSync(join(folder, 'environments', 'gateway.bru'), 'utf8'),
  );
  const known = { ...Object.fromEntries(variables.map(({ name, value }) => [name, value])), ...given };
  const faults = [];
  let sent = 0;
  for (const request of requestsIn(folder)) {
    const fault = await send(request, known);
    sent++;
    if (fault !== undefined) faults.push(`${request.meta.name}: ${fault}`);
  }
  return { sent, faults };
}

function requestsIn(folder) {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'environments')
    .map(({ name }) => join(folder, name));
  const inOrder = (each) => each.toSorted((a, b) => Number(a.meta.seq) - Number(b.meta.seq));
  return inOrder(
    folders.map((path) => ({
      path,
      meta: bruno.collectionBruToJson(readFileSync(join(path, 'folder.bru'), 'utf8')).meta,
    })),
  ).flatMap(({ path }) => {
    const names = readdirSync(path).filter((name) => name !== 'folder.bru');
    return inOrder(names.map((name) => bruno.bruToJsonV2(readFileSync(join(path, name), 'utf8'))));
  });
}

async function send({ http, headers = [], body, vars, assertions }, known) {
  const fill = (text) => text.replace(/\{\{(\w+)\}\}/g, (whole, name) => known[name] ?? whole);
  const response = await fetch(fill(http.url), {
    method: http.method.toUpperCase(),
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, fill(value)])),
    body: body?.json === undefined ? undefined : fill(body.json),
  });
  const text = await response.text();
  const [{ value: expected }] = assertions;
  if (`eq ${response.status}` !== expected) return `${response.status} instead of ${expected}: ${text}`;
  for (const { name, value } of vars?.res ?? [])
    known[name] = JSON.parse(text)[value.replace('res.body.', '')];
  return undefined;
}
