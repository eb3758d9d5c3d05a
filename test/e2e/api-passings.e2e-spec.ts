import fc from 'fast-check';
import { badFields, expectProblem, NOW_MS, passing, startTestApi, type TestApi } from './api.fixture.js';

const HOUR_MS = 3_600_000;
const START_MS = 1_707_847_920_000;

describe('passings', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(async () => {
    await api.stop();
  });

  const search = (body?: object) => api.ask('POST', '/api/v1/passings', body === undefined ? {} : { body });
  const list = (query: string) => api.ask('GET', `/api/v1/passings${query}`);

  it('answers the example of the source document with its keys, in its order and its JSON types', async () => {
    await api.repository.store([passing()]);
    const { status, headers, body } = await search({
      start_time_ms: 1707847920000,
      end_time_ms: 1707934320000,
      transponder_id: '12345678',
      limit: 100,
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(Object.keys(body)).toEqual(['success', 'passings', 'count', 'start_time_ms', 'end_time_ms']);
    const [row] = body.passings as Record<string, unknown>[];
    expect(Object.keys(row ?? {}).slice(0, 7)).toEqual([
      'transponderid',
      'rtc_time',
      'decoder_id',
      'signal_strength',
      'battery_voltage',
      'hits',
      'loop_id',
    ]);
    expect(body).toEqual({
      success: true,
      passings: [
        {
          transponderid: '12345678',
          rtc_time: 1707847920000,
          decoder_id: 'x2_decoder_1',
          signal_strength: 85,
          battery_voltage: 3.2,
          hits: 5,
          loop_id: 1,
          passing_number: 1,
          rtc_time_us: '1707847920000123',
          received_at: 1707847920004,
          transponder_number: 12345678,
          flags: [],
        },
      ],
      count: 1,
      start_time_ms: 1707847920000,
      end_time_ms: 1707934320000,
    });
  });

  it('takes no body, an empty object and no query for the defaults: the last 24 hours', async () => {
    for (const answer of [await search(), await search({}), await list('')]) {
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        count: 0,
        start_time_ms: NOW_MS - 24 * HOUR_MS,
        end_time_ms: NOW_MS,
      });
    }
  });

  it('gives the newest 100 first by default, and the oldest first when asked', async () => {
    const times = Array.from({ length: 120 }, (_, at) => START_MS * 1000 + at * 1_000_000);
    await api.repository.store(times.map((timeUs, at) => passing({ timeUs, passingNumber: at })));
    const numbers = (body: Readonly<Record<string, unknown>>) =>
      (body.passings as { passing_number: number }[]).map((row) => row.passing_number);
    const newest = await search();
    expect(newest.body.count).toBe(100);
    expect(numbers(newest.body).slice(0, 2)).toEqual([119, 118]);
    expect(numbers((await list('?order=asc&limit=2')).body)).toEqual([0, 1]);
  });

  it('counts both ends of the window in, to the last microsecond of the last millisecond', async () => {
    const us = START_MS * 1000;
    await api.repository.store(
      [us - 1, us, us + 1999, us + 2000].map((timeUs, at) => passing({ timeUs, passingNumber: at })),
    );
    const { body } = await list(`?start_time_ms=${START_MS}&end_time_ms=${START_MS + 1}&order=asc`);
    expect((body.passings as { rtc_time_us: string }[]).map((row) => row.rtc_time_us)).toEqual([
      String(us),
      String(us + 1999),
    ]);
  });

  it('reads a JSON body on GET, and beside it the query string', async () => {
    await api.repository.store([passing(), passing({ passingNumber: 2, loopId: 2 })]);
    const answer = await api.ask('GET', '/api/v1/passings?loop_id=2', { body: { limit: 5 } });
    expect(answer.body).toMatchObject({ count: 1, passings: [{ loop_id: 2 }] });
  });

  it.each([['HN-25178'], ['hn-25178'], ['HN25178'], ['105788474']])(
    'finds a transponder by either form: %s',
    async (id) => {
      await api.repository.store([passing({ transponderId: 'HN-25178' }), passing({ passingNumber: 2 })]);
      const { body } = await search({ transponder_id: id });
      expect(body).toMatchObject({
        count: 1,
        passings: [{ transponderid: 'HN-25178', transponder_number: 105788474 }],
      });
    },
  );

  it('filters by decoder and loop', async () => {
    await api.repository.store([
      passing(),
      passing({ decoderId: 'finish', passingNumber: 2 }),
      passing({ decoderId: 'finish', loopId: 7, passingNumber: 3 }),
    ]);
    expect((await search({ decoder_id: 'finish' })).body.count).toBe(2);
    expect((await search({ decoder_id: 'finish', loop_id: 7 })).body.count).toBe(1);
    expect((await search({ decoder_id: 'elsewhere' })).body.count).toBe(0);
  });

  it('gives null for what the decoder did not report', async () => {
    await api.repository.store([
      passing({
        transponderId: null,
        strength: null,
        batteryVoltageV: null,
        hits: null,
        passingNumber: null,
      }),
    ]);
    expect((await search()).body).toMatchObject({
      passings: [
        {
          transponderid: null,
          signal_strength: null,
          battery_voltage: null,
          hits: null,
          passing_number: null,
          transponder_number: null,
        },
      ],
    });
  });

  describe('refuses with 400 and the name of the field', () => {
    it.each([
      ['limit', '0'],
      ['limit', '10001'],
      ['limit', '-1'],
      ['limit', '-0'],
      ['limit', ''],
      ['limit', '1e2'],
      ['limit', '0x10'],
      ['limit', '010'],
      ['limit', '%205'],
      ['limit', '5%20'],
      ['limit', '%2B5'],
      ['limit', '1.0'],
      ['limit', 'true'],
      ['limit', 'NaN'],
      ['limit', '99999999999999999999'],
      ['limit', '%D9%A1'],
      ['start_time_ms', '-1'],
      ['start_time_ms', '253402300800000'],
      ['end_time_ms', 'now'],
      ['loop_id', '65536'],
      ['order', 'DESC'],
      ['order', ''],
      ['transponder_id', ''],
      ['transponder_id', 'HN%2025178'],
      ['transponder_id', '%00'],
      ['transponder_id', 'x'.repeat(33)],
      ['decoder_id', '..%2F'],
      ['cursor', 'not*base64'],
      ['cursor', 'bm9uc2Vuc2U'],
      ['hours', '24'],
      ['page', '2'],
      ['__proto__', '1'],
      ['constructor', '1'],
      ['limit[gt]', '1'],
    ])('in the query: %s=%s', async (field, text) => {
      expect(badFields(await list(`?${field}=${text}`))).toEqual([field]);
    });

    it.each([
      ['limit', '"5"'],
      ['limit', '1.5'],
      ['limit', 'true'],
      ['limit', 'null'],
      ['limit', '[5]'],
      ['limit', '{}'],
      ['limit', '-1'],
      ['limit', '1e400'],
      ['limit', '99999999999999999999'],
      ['start_time_ms', '253402300800000'],
      ['transponder_id', '12345678'],
      ['transponder_id', 'null'],
      ['transponder_id', '["12345678"]'],
      ['transponder_id', '{"length":1}'],
      ['order', '["desc"]'],
      ['cursor', '5'],
      ['hours', '24'],
      ['page', '2'],
      ['__proto__', '{}'],
      ['constructor', '{}'],
      ['toString', '1'],
      ['then', '1'],
    ])('in the body: %s: %s', async (field, json) => {
      expect(badFields(await api.ask('POST', '/api/v1/passings', { body: `{"${field}":${json}}` }))).toEqual([
        field,
      ]);
    });

    it('names every bad field, once', async () => {
      const fields = badFields(await search({ limit: 0, order: 'up', nonsense: 1 }));
      expect(fields.sort()).toEqual(['limit', 'nonsense', 'order']);
    });

    it('a name given twice', async () => {
      expect(badFields(await list('?limit=10&limit=20'))).toEqual(['limit']);
    });

    it('a name in the query string and in the body', async () => {
      const answer = await api.ask('GET', '/api/v1/passings?limit=5', { body: { limit: 5 } });
      expect(badFields(answer)).toEqual(['limit']);
    });

    it('a query string on POST', async () => {
      expect(badFields(await api.ask('POST', '/api/v1/passings?limit=5'))).toEqual(['limit']);
    });

    it('a window that ends before it begins', async () => {
      expect(badFields(await search({ start_time_ms: 2, end_time_ms: 1 }))).toEqual(['start_time_ms']);
      expect(badFields(await search({ start_time_ms: NOW_MS + 1 }))).toEqual(['start_time_ms']);
      expect((await search({ start_time_ms: 1, end_time_ms: 1 })).status).toBe(200);
    });

    it.each([['[]'], ['[{"limit":5}]']])('a body that is no object: %s', async (body) => {
      expectProblem(await api.ask('POST', '/api/v1/passings', { body }), 400, 'body.not_an_object');
    });
  });

  describe('pages', () => {
    interface Page {
      readonly passings: readonly { readonly passing_number: number }[];
      readonly next_cursor?: string;
    }
    const pageOf = async (criteria: object): Promise<Page> => {
      const { status, body } = await search(criteria);
      expect(status).toBe(200);
      return body as unknown as Page;
    };

    it('go on to the end with no row twice or missing while passings arrive', async () => {
      let number = 0;
      // Many passings have equal times: 40 in 8 different microseconds.
      const some = (count: number, fromMs: number) =>
        Array.from({ length: count }, () => {
          number++;
          return passing({ passingNumber: number, timeUs: fromMs * 1000 + (number % 8) });
        });
      await api.repository.store(some(40, START_MS));
      const seen: number[] = [];
      let criteria: object = { limit: 7 };
      for (;;) {
        const page = await pageOf(criteria);
        seen.push(...page.passings.map((row) => row.passing_number));
        if (page.next_cursor === undefined) break;
        // Passings later than the window of the first page do not belong to the query.
        await api.repository.store(some(3, NOW_MS + 1));
        criteria = { cursor: page.next_cursor, limit: 5 };
      }
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    });

    it('together are the whole, whatever the limits and the order', async () => {
      await api.repository.store(
        Array.from({ length: 25 }, (_, at) =>
          passing({ passingNumber: at, timeUs: START_MS * 1000 + (at % 5) }),
        ),
      );
      const limits = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 25, maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(limits, fc.constantFrom('asc', 'desc'), async (sizes, order) => {
          const whole = await pageOf({ order, limit: 100 });
          const rows: number[] = [];
          let cursor: string | undefined;
          for (const limit of sizes) {
            const page = await pageOf(cursor === undefined ? { order, limit } : { cursor, limit });
            rows.push(...page.passings.map((row) => row.passing_number));
            cursor = page.next_cursor;
            if (cursor === undefined) break;
          }
          expect(rows).toEqual(whole.passings.map((row) => row.passing_number));
        }),
        { numRuns: 10 },
      );
    });

    it('keep the window that the first one used, and say so', async () => {
      await api.repository.store([passing(), passing({ passingNumber: 2 })]);
      const first = await search({ limit: 1, start_time_ms: 5, transponder_id: '12345678' });
      const next = await search({ limit: 1, cursor: first.body.next_cursor });
      expect(next.body).toMatchObject({ count: 1, start_time_ms: 5, end_time_ms: NOW_MS });
      expect(next.body.next_cursor).toBeUndefined();
    });

    it('take the same criteria again beside the cursor, in either form of a transponder', async () => {
      const twice = [
        passing({ transponderId: 'HN-25178' }),
        passing({ transponderId: 'HN-25178', passingNumber: 2 }),
      ];
      await api.repository.store(twice);
      const { body } = await search({ limit: 1, transponder_id: 'HN-25178', order: 'asc' });
      const cursor = body.next_cursor;
      expect((await search({ cursor, order: 'asc', transponder_id: '105788474' })).body.count).toBe(1);
    });

    it.each([
      [{ order: 'asc' }],
      [{ transponder_id: '1' }],
      [{ decoder_id: 'finish' }],
      [{ loop_id: 9 }],
      [{ start_time_ms: 1 }],
      [{ end_time_ms: 1 }],
    ])('refuse a cursor of another query: %j', async (other) => {
      await api.repository.store([passing(), passing({ passingNumber: 2 })]);
      const { body } = await search({ limit: 1 });
      expect(badFields(await search({ cursor: body.next_cursor, ...other }))).toEqual(['cursor']);
    });

    it('refuse a cursor that was changed, and one of sessions', async () => {
      await api.repository.store([passing(), passing({ passingNumber: 2, transponderId: '7' })]);
      const cursor = String((await search({ limit: 1 })).body.next_cursor);
      const text = Buffer.from(cursor, 'base64url').toString();
      const forged = [
        cursor.slice(0, -2),
        `${cursor}AA`,
        Buffer.from(text.replace('desc', 'down')).toString('base64url'),
        Buffer.from(` ${text}`).toString('base64url'),
        ...[',0]', ',4]', ',1,1]'].map((end) => Buffer.from(text.replace(/\]$/, end)).toString('base64url')),
        Buffer.from(text.replace(/,\d+\]$/, ',-1]')).toString('base64url'),
        Buffer.from(text.replace('1707', '9707')).toString('base64url'),
        String(
          (await api.ask('POST', '/api/v1/transponders/sessions', { body: { limit: 1 } })).body.next_cursor,
        ),
      ];
      for (const each of forged) expect(badFields(await search({ cursor: each }))).toEqual(['cursor']);
    });
  });
});
