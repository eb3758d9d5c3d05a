import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { arbitraryHistory, SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import {
  badFields,
  expectProblem,
  NOW_MS,
  PAIR,
  passing,
  startTestApi,
  type TestApi,
  type TestApiParts,
} from './api.fixture.js';
import { EndlessPassings } from './exports.fixture.js';
import { until } from './gateway.fixture.js';

const CSV = 'text/csv';
const NDJSON = 'application/x-ndjson';
const HEADER =
  'transponderid,rtc_time,decoder_id,signal_strength,battery_voltage,hits,loop_id,passing_number,' +
  'rtc_time_us,received_at,transponder_number,flags,rtc_time_alternative_us,time\r\n';
const WINDOW = `start_time_ms=${START_US / 1000}&end_time_ms=${(START_US + SPAN_US) / 1000}`;

type Row = Readonly<Record<string, string | number | null | string[]>>;
interface Page {
  readonly passings: Row[];
  readonly next_cursor?: string;
}

const csvOf = (rows: readonly Row[]): string =>
  rows
    .map((row) =>
      Object.values({
        ...row,
        rtc_time_alternative_us: row.rtc_time_alternative_us ?? null,
        time: new Date(Number(row.rtc_time)).toISOString(),
      }).map((value) => (Array.isArray(value) ? value.join(' ') : (value ?? ''))),
    )
    .map((values) => `${values.join(',')}\r\n`)
    .join('');
const ndjsonOf = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('an export of passings', () => {
  let api: TestApi;
  const start = async (parts: TestApiParts = {}): Promise<void> => {
    api = await startTestApi(parts);
  };
  afterEach(() => api.stop());

  const asking = (accept: string, query = '') =>
    api.ask('GET', `/api/v1/passings${query}`, { headers: { Accept: accept } });
  const opened = async (query = ''): Promise<IncomingMessage> => {
    const address = { host: '127.0.0.1', port: api.port, path: `/api/v1/passings${query}` };
    const [incoming] = (await once(
      get({ ...address, headers: { ...PAIR, Accept: NDJSON } }),
      'response',
    )) as [IncomingMessage];
    return incoming;
  };

  it('has the rows of all pages, whatever the filters and the order', async () => {
    await start();
    const [history = []] = fc.sample(
      arbitraryHistory.filter((batches) => batches.flat().length > 60),
      1,
    );
    for (const batch of history) await api.repository.store(batch);
    for (const filter of [
      '',
      '&order=asc',
      '&transponder_id=12345678',
      '&decoder_id=back',
      '&loop_id=3&order=asc',
    ]) {
      const rows: Row[] = [];
      for (let query = `?${WINDOW}${filter}&limit=20`; query !== '';) {
        const page = (await api.ask('GET', `/api/v1/passings${query}`)).body as unknown as Page;
        rows.push(...page.passings);
        query = page.next_cursor === undefined ? '' : `?cursor=${page.next_cursor}&limit=20`;
      }
      expect((await asking(NDJSON, `?${WINDOW}${filter}`)).text).toBe(ndjsonOf(rows));
      expect((await asking(CSV, `?${WINDOW}${filter}`)).text).toBe(HEADER + csvOf(rows));
      expect((await asking(CSV, `?${WINDOW}${filter}&limit=3`)).text).toBe(HEADER + csvOf(rows.slice(0, 3)));
    }
  });

  it('has the times of a time zone as well, and the mark that Excel wants', async () => {
    await start();
    // The clock in Amsterdam is set from 02:59:59.999 to 02:00 again.
    const setBackUs = Date.UTC(2024, 9, 27, 1) * 1000;
    await api.repository.store(
      [-1, 0].map((ms, at) => passing({ passingNumber: at + 1, timeUs: setBackUs + ms * 1000 })),
    );
    const window = `?start_time_ms=${setBackUs / 1000 - 5}&end_time_ms=${setBackUs / 1000 + 5}&order=asc`;
    const { text } = await asking(CSV, `${window}&tz=Europe/Amsterdam&bom=true`);
    const rows = text.split('\r\n');
    expect(rows[0]).toBe(`\uFEFF${HEADER.trim()},local_time`);
    expect(rows.slice(1, 3).map((row) => row.split(',').slice(-2))).toEqual([
      ['2024-10-27T00:59:59.999Z', '2024-10-27T02:59:59.999+02:00'],
      ['2024-10-27T01:00:00.000Z', '2024-10-27T02:00:00.000+01:00'],
    ]);
    expect((await asking(CSV, `${window}&bom=false`)).text.slice(0, HEADER.length)).toBe(HEADER);
  });

  it.each([
    ['Europe/Amsterdm', /Europe\/Amsterdm is none: did you mean Europe\/Amsterdam\?/],
    ['+01:00', /must be the IANA name of a time zone, as Europe\/Amsterdam\.$/],
    ['<b>', /must be the IANA name of a time zone, as Europe\/Amsterdam\.$/],
  ])('is refused for a time zone that is none: %s', async (zone, message) => {
    await start();
    const answer = await asking(CSV, `?tz=${encodeURIComponent(zone)}`);
    expect(badFields(answer)).toEqual(['tz']);
    expect(answer.body.message).toMatch(message);
  });

  it('alone has a time zone and a mark: other forms are refused with them', async () => {
    await start();
    expect(badFields(await asking(NDJSON, '?tz=Europe/Amsterdam&bom=true'))).toEqual(['tz', 'bom']);
    const page = await asking('application/json', '?bom=true');
    expect(badFields(page)).toEqual(['bom']);
    expect(page.body.message).toContain('Accept: text/csv');
    expect(badFields(await api.ask('POST', '/api/v1/passings', { body: { tz: 'UTC' } }))).toEqual(['tz']);
  });

  it('goes on behind a page, and has its window', async () => {
    await start();
    await api.repository.store([1, 2, 3, 4].map((passingNumber) => passing({ passingNumber })));
    const page = await api.ask('GET', '/api/v1/passings?order=asc&limit=1');
    const { text } = await asking(NDJSON, `?cursor=${String(page.body.next_cursor)}`);
    expect(text.match(/"passing_number":\d+/g)).toEqual([2, 3, 4].map((at) => `"passing_number":${at}`));
    expect(badFields(await asking(CSV, `?cursor=${String(page.body.next_cursor)}&order=desc`))).toEqual([
      'cursor',
    ]);
  });

  it('is a file that is named after its window, of the last 24 hours by default', async () => {
    await start();
    const { status, headers, text } = await asking(CSV);
    expect([status, text]).toEqual([200, HEADER]);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="passings-20240213T181200Z-20240214T181200Z.csv"',
      'cache-control': 'no-store',
      vary: 'Accept, Accept-Encoding',
    });
    const other = await asking(NDJSON, `?start_time_ms=5&end_time_ms=${NOW_MS}`);
    expect(other.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="passings-19700101T000000.005Z-20240214T181200Z.ndjson"',
    });
    expect(other.text).toBe('');
    const head = await api.ask('HEAD', '/api/v1/passings', { headers: { Accept: CSV } });
    expect([head.status, head.text, head.headers['content-type']]).toEqual([
      200,
      '',
      headers['content-type'],
    ]);
  });

  it.each([
    ['*/*', 'application/json'],
    ['application/json, text/csv', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['image/png', 'application/json'],
    ['text/csv;q=0.5, application/json;q=0.4', CSV],
    ['text/csv;q=0.5, application/x-ndjson', NDJSON],
    ['text/csv;q=0, */*', 'application/json'],
    ['TEXT/CSV', CSV],
  ])('Accept: %s is answered with %s', async (accept, type) => {
    await start();
    const { status, headers } = await asking(accept);
    expect([status, headers['content-type']?.split(';')[0], headers.vary]).toEqual([
      200,
      type,
      'Accept, Accept-Encoding',
    ]);
  });

  it('is refused as a page is: without credentials, and where the query is not valid', async () => {
    await start();
    const without = { 'x-api-key': [], 'x-api-secret': [], Accept: CSV };
    expectProblem(
      await api.ask('GET', '/api/v1/passings', { headers: without }),
      401,
      'auth.invalid_credentials',
    );
    const answer = await asking(CSV, '?limit=0');
    expect(badFields(answer)).toEqual(['limit']);
    expect(answer.headers['content-disposition']).toBeUndefined();
  });

  it('is 503 while Redis is away', async () => {
    await start({ repository: null });
    const answer = await asking(CSV);
    expectProblem(answer, 503, 'storage.unavailable');
    expect(answer.headers['content-disposition']).toBeUndefined();
    const head = await api.ask('HEAD', '/api/v1/passings', { headers: { Accept: CSV } });
    expect([head.status, head.text, head.headers['retry-after']]).toEqual([503, '', '1']);
  });

  it('is begun for HEAD, so that its status is true, and not read any further', async () => {
    const repository = new EndlessPassings();
    await start({ repository });
    const head = await api.ask('HEAD', '/api/v1/passings', { headers: { Accept: NDJSON } });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-disposition']).toMatch(/\.ndjson"$/);
    await until('the reading is over', () => repository.isOver || undefined);
    expect(repository.given).toBeLessThan(10);
  });

  it('is cut where Redis goes away in the middle, so that nobody takes it for a whole one', async () => {
    const repository = new EndlessPassings();
    repository.failsAfter = 100;
    await start({ repository });
    const incoming = await opened();
    incoming.resume();
    await expect(once(incoming, 'end')).rejects.toThrow('aborted');
    expect(incoming.complete).toBe(false);
  });

  it('ends its reading when the client goes away', async () => {
    const repository = new EndlessPassings();
    await start({ repository });
    const incoming = await opened();
    await once(incoming, 'data');
    incoming.destroy();
    await until('the reading is over', () => Promise.resolve(repository.isOver || undefined));
  });

  it('waits for a client that does not read, and has but a few rows in hand', async () => {
    const repository = new EndlessPassings();
    await start({ repository });
    const incoming = await opened();
    incoming.pause();
    await delay(1000); // by then the sockets are full
    const given = repository.given;
    await delay(500);
    expect(repository.given).toBe(given);
    incoming.destroy();
    await until('the reading is over', () => Promise.resolve(repository.isOver || undefined));
  });
});
