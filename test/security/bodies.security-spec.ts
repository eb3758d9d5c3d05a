import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { type Answer, badFields, expectProblem, startTestApi, type TestApi } from '../e2e/api.fixture.js';

const PASSINGS = '/api/v1/passings';
const SENT = process.env.COACHLINK_TRIAL === 'full' ? 2000 : 50;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const post = (body: string, path = PASSINGS): Promise<Answer> => api.ask('POST', path, { body });

describe('numbers that are none, or not whole', () => {
  it.each([
    ['""'],
    ['"5"'],
    ['"0x10"'],
    ['"1e2"'],
    ['0'],
    ['-1'],
    ['10001'],
    ['1.5'],
    ['1e400'],
    ['-1e400'],
    ['99999999999999999999'],
    ['true'],
    ['null'],
    ['[]'],
    ['[5]'],
    ['{}'],
    ['{"valueOf": 5}'],
    ['{"length": 1000000000}'],
  ])('in a body are 400 with the name of the field: %s', async (value) => {
    expect(badFields(await post(`{"limit": ${value}}`))).toEqual(['limit']);
  });

  it.each([['0x10'], ['1_000'], ['05'], ['+5'], ['.5'], ['NaN'], ['Infinity'], ['5,']])(
    'that JSON does not know are no JSON: %s',
    async (value) => {
      expectProblem(await post(`{"limit": ${value}}`), 400, 'body.malformed');
    },
  );

  it.each([
    [''],
    ['0'],
    ['1441'],
    ['1e2'],
    ['0x10'],
    ['0b1'],
    ['1.0'],
    ['1e400'],
    ['-5'],
    [' 5'],
    ['5 '],
    ['5,6'],
    ['[]'],
    ['true'],
    ['null'],
    ['NaN'],
    ['99999999999999999999'],
    ['٥'],
  ])('in an address are 400 with the name of the field: %j', async (value) => {
    const address = `/api/v1/transponders/active?minutes=${encodeURIComponent(value)}`;
    expect(badFields(await api.ask('GET', address))).toEqual(['minutes']);
  });

  it('in an address with a second name behind them are told of that name', async () => {
    expect(badFields(await api.ask('GET', '/api/v1/transponders/active?minutes=10&20'))).toEqual(['20']);
    expect(badFields(await api.ask('GET', '/api/v1/transponders/active?minutes=10&minutes=10'))).toEqual([
      'minutes',
    ]);
  });
});

describe('names that every object has', () => {
  it.each([['__proto__'], ['constructor'], ['toString'], ['then'], ['hasOwnProperty'], ['']])(
    'are unknown fields as others are: %j',
    async (name) => {
      expect(badFields(await post(`{${JSON.stringify(name)}: {"admin": true}}`))).toEqual([name]);
      expect(badFields(await api.ask('GET', `${PASSINGS}?${encodeURIComponent(name)}=1`))).toEqual([name]);
      expect(({} as { admin?: unknown }).admin).toBeUndefined();
    },
  );
});

describe('texts that are none', () => {
  const user = (first: string): string =>
    `{"email": "a@example.com", "password": "a long sentence", "first_name": ${first}, "last_name": "Doe"}`;

  it.each([
    ['"\\ud800"'],
    ['"x\\udc00"'],
    ['"\\u0000"'],
    ['"\\u001b[31m"'],
    ['""'],
    ['{}'],
    ['["x"]'],
    ['5'],
  ])('are 400 with the name of the field: %s', async (value) => {
    expect(badFields(await post(user(value), '/api/v1/admin/users'))).toEqual(['first_name']);
  });

  it('are told from those that are: a pair of halves is one character', async () => {
    expect((await post(user('"\\ud83d\\ude80"'), '/api/v1/admin/users')).status).toBe(201);
  });
});

describe('a flood of bodies that are refused', () => {
  it('leaves nothing behind', async () => {
    const deep = '['.repeat(30_000);
    const wide = `{${Array.from({ length: 5000 }, (_, at) => `"a${at}":1`).join(',')}}`;
    const bomb = gzipSync(Buffer.alloc(10_000_000, ' ')).toString('latin1');
    const send = async (): Promise<void> => {
      expect((await post(deep)).status).toBe(400);
      expect((await post(wide)).status).toBe(400);
      expect((await post(`{"limit": "${'x'.repeat(60_000)}"}`)).status).toBe(400);
      const packed = { body: bomb, headers: { 'Content-Encoding': 'gzip' } };
      expect([400, 413]).toContain((await api.ask('POST', PASSINGS, packed)).status);
    };
    for (let warmUp = 0; warmUp < 50; warmUp++) await send();
    const before = heapMb();
    for (let sent = 0; sent < SENT; sent++) await send();
    expect(heapMb() - before).toBeLessThan(10);
  }, 300_000);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Returns the size of the heap after a collection of garbage. */
function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1_048_576;
}
