import { openapi, type Operation, operations, type Schema } from '../contract/document.js';
import { exampleRequest } from '../contract/example-request.js';
import { badFields, expectProblem, NOW_MS, startTestApi, type TestApi } from './api.fixture.js';

const NOW_S = NOW_MS / 1000;
/** The least and the greatest value that counts as seconds, and a usual one. */
const SECONDS = [1_000_000_000, NOW_S, 9_999_999_999];
/** The nearest values that count as milliseconds, and the ones that people begin with. */
const MILLISECONDS = [0, 5, 999_999_999, 10_000_000_000, NOW_MS];

function bodyFields({ requestBody }: Operation): string[] {
  const { $ref = '' } = requestBody?.content['application/json']?.schema ?? {};
  const schema = openapi.components.schemas[$ref.replace('#/components/schemas/', '')];
  return Object.keys((schema?.properties as Record<string, Schema> | undefined) ?? {});
}

const inMs = (name: string): boolean => name.endsWith('_ms');
const rows = operations.flatMap((operation) => {
  const { method, path, parameters = [] } = operation;
  const inQuery = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
  return [
    ...inQuery.filter(inMs).map((name) => [`${method} ${path}?${name}`, operation, name, 'query'] as const),
    ...bodyFields(operation)
      .filter(inMs)
      .map((name) => [`${method} ${path} {${name}}`, operation, name, 'body'] as const),
  ];
});

describe('seconds where milliseconds are meant', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('can be given in eight places at least', () => {
    expect(rows.length).toBeGreaterThanOrEqual(8);
  });

  it.each(rows)('are refused, with what they are in milliseconds: %s', async (_, operation, name, place) => {
    const { method, address } = exampleRequest(operation);
    const ask = (value: number) =>
      place === 'query'
        ? api.ask(method, `${address}?${name}=${value}`)
        : api.ask(method, address, { body: { [name]: value } });
    for (const seconds of SECONDS) {
      const answer = await ask(seconds);
      expect(badFields(answer)).toEqual([name]);
      expect(answer.body.message).toContain(`${name} must be in milliseconds`);
      expect(answer.body.message).toContain(`${seconds} is in seconds`);
      expect(answer.body.message).toContain(String(seconds * 1000));
    }
    for (const ms of MILLISECONDS) expect((await ask(ms)).status).toBe(200);
  });

  it('are refused of a file as well, and with a fraction', async () => {
    const csv = { headers: { Accept: 'text/csv' } };
    expect(badFields(await api.ask('GET', `/api/v1/passings?end_time_ms=${NOW_S}`, csv))).toEqual([
      'end_time_ms',
    ]);
    const body = { start_time_ms: NOW_S + 0.25 };
    const answer = await api.ask('POST', '/api/v1/passings', { body });
    expectProblem(answer, 400, 'request.invalid');
    expect(answer.body.message).toContain(String(NOW_MS + 250));
  });
});
