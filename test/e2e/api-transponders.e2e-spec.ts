import { badFields, NOW_MS, passing, startTestApi, type TestApi } from './api.fixture.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('transponders', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(async () => {
    await api.stop();
  });

  let number = 0;
  const seen = (transponderId: string, ...times: number[]) =>
    api.repository.store(
      times.map((ms) => passing({ transponderId, passingNumber: ++number, timeUs: ms * 1000 })),
    );

  describe('sessions', () => {
    const search = (body?: object) =>
      api.ask('POST', '/api/v1/transponders/sessions', body === undefined ? {} : { body });

    it('answer the example of the source document with its keys, in its order and its JSON types', async () => {
      await seen('HN-25178', 1707847920000, 1707900000000, 1707934320000);
      const { status, text } = await search({ start_time_ms: 1707847920000, end_time_ms: 1707934320000 });
      expect(status).toBe(200);
      expect(text).toBe(
        '{"success":true,"sessions":[{"transponderid":"HN-25178","start_time":1707847920000,' +
          '"end_time":1707934320000,"passing_count":3}],"count":1,' +
          '"start_time_ms":1707847920000,"end_time_ms":1707934320000}',
      );
    });

    it('reach back 24 hours by default, else the hours asked for, to the end asked for', async () => {
      expect((await search()).body).toMatchObject({
        start_time_ms: NOW_MS - 24 * HOUR_MS,
        end_time_ms: NOW_MS,
      });
      expect((await search({ hours: 2 })).body).toMatchObject({ start_time_ms: NOW_MS - 2 * HOUR_MS });
      expect((await search({ hours: 8760, end_time_ms: 5 })).body).toMatchObject({
        start_time_ms: 0,
        end_time_ms: 5,
      });
    });

    it('are asked in the query string too', async () => {
      await seen('7', NOW_MS);
      const { body } = await api.ask('GET', '/api/v1/transponders/sessions?hours=1&transponder_id=7');
      expect(body).toMatchObject({ count: 1, sessions: [{ transponderid: '7', passing_count: 1 }] });
    });

    it('split where a transponder was silent for longer than the gap, and not at the gap itself', async () => {
      const at = NOW_MS - HOUR_MS;
      await seen('7', at, at + 5 * MINUTE_MS, at + 10 * MINUTE_MS + 1);
      expect((await search({ gap_minutes: 5 })).body).toMatchObject({
        count: 2,
        sessions: [{ passing_count: 2 }, { passing_count: 1 }],
      });
    });

    it('page to the end, sorted by start and transponder', async () => {
      for (let at = 0; at < 20; at++)
        await seen(String(100 + (at % 10)), NOW_MS - HOUR_MS + (at % 4) * 20 * MINUTE_MS);
      const whole = (await search({ gap_minutes: 5 })).body.sessions as { start_time: number }[];
      const rows: unknown[] = [];
      let criteria: object = { gap_minutes: 5, limit: 3 };
      for (;;) {
        const { body } = await search(criteria);
        rows.push(...(body.sessions as unknown[]));
        if (body.next_cursor === undefined) break;
        criteria = { cursor: body.next_cursor, limit: 4 };
      }
      expect(rows).toEqual(whole);
      expect(whole.length).toBeGreaterThan(7);
      expect(whole.map((row) => row.start_time)).toEqual(
        whole.map((row) => row.start_time).sort((a, b) => a - b),
      );
    });

    it('are all there without a limit, up to ten thousand', async () => {
      const at = NOW_MS - HOUR_MS;
      for (let rider = 0; rider < 150; rider++) await seen(String(20_000 + rider), at + rider);
      for (const { body } of [
        await search(),
        await search({ hours: 24 }),
        await api.ask('GET', '/api/v1/transponders/sessions'),
      ]) {
        expect(body.count).toBe(150);
        expect(body.next_cursor).toBeUndefined();
      }
      expect((await search({ limit: 100 })).body.next_cursor).toBeDefined();
    });

    describe('inputs', () => {
      const INPUTS = ['9990', '9991', '9999'];
      const RIDERS = ['9989', '10000', '99911', 'HN-25178'];
      const get = (query: string) => api.ask('GET', `/api/v1/transponders/sessions?${query}`);
      const idsOf = ({ body }: { body: Readonly<Record<string, unknown>> }): string[] =>
        (body.sessions as { transponderid: string }[]).map(({ transponderid }) => transponderid);

      beforeEach(async () => {
        const at = NOW_MS - HOUR_MS;
        // An input between any two riders, so that every page meets some.
        for (const [place, id] of ['9990', ...RIDERS.flatMap((rider) => [rider, '9991']), '9999'].entries())
          await seen(id, at + place * 20 * MINUTE_MS, at + place * 20 * MINUTE_MS + 1);
        await seen('9991', NOW_MS - 50 * HOUR_MS);
      });
      const window = { start_time_ms: NOW_MS - HOUR_MS, end_time_ms: NOW_MS + 5 * HOUR_MS };

      it('are no riders: they are there only where they are asked for', async () => {
        const range = `start_time_ms=${window.start_time_ms}&end_time_ms=${window.end_time_ms}`;
        for (const answer of [
          await search(window),
          await search({ ...window, inputs: false }),
          await search({ ...window, gap_minutes: 1 }),
          await get(range),
          await get(`${range}&inputs=false`),
        ])
          expect(idsOf(answer)).toEqual(RIDERS);
        for (const answer of [await search({ ...window, inputs: true }), await get(`${range}&inputs=true`)])
          expect(idsOf(answer).sort()).toEqual([...RIDERS, ...INPUTS].sort());
        expect(idsOf(await search({ ...window, inputs: true, gap_minutes: 30 }))).toHaveLength(
          RIDERS.length * 2 + 2,
        );
      });

      it('leave no gap in a page, and pages go on with what was asked for', async () => {
        for (const inputs of [false, true]) {
          const whole = idsOf(await search({ ...window, inputs, gap_minutes: 30 }));
          const rows: string[] = [];
          let criteria: object = { ...window, inputs, gap_minutes: 30, limit: 3 };
          for (;;) {
            const answer = await search(criteria);
            rows.push(...idsOf(answer));
            const { next_cursor: cursor } = answer.body;
            if (cursor === undefined) break;
            expect(idsOf(answer)).toHaveLength(3);
            criteria = { cursor, limit: 3 };
            expect(badFields(await search({ cursor, inputs: !inputs }))).toEqual(['cursor']);
            expect((await search({ cursor, inputs })).status).toBe(200);
          }
          expect(rows).toEqual(whole);
        }
      });

      it('are given where a filter names one, whatever else is said', async () => {
        for (const more of [{}, { inputs: false }, { inputs: true }])
          for (const transponder_id of ['9991', '09991'])
            expect(idsOf(await search({ ...window, transponder_id, ...more }))).toEqual(['9991']);
        expect(idsOf(await search({ ...window, transponder_id: 'HN-25178' }))).toEqual(['HN-25178']);
        const first = await search({ ...window, transponder_id: '9991', gap_minutes: 30, limit: 1 });
        const { next_cursor: cursor } = first.body;
        expect(idsOf(await search({ cursor, transponder_id: '9991' }))).toHaveLength(3);
      });

      it.each(['yes', '1', '', 'TRUE'])('refuse inputs=%s', async (value) => {
        expect(badFields(await get(`inputs=${value}`))).toEqual(['inputs']);
        expect(badFields(await search({ inputs: value }))).toEqual(['inputs']);
      });
    });

    it.each([
      [{ hours: 24, start_time_ms: 1 }, 'hours'],
      [{ hours: 0 }, 'hours'],
      [{ hours: 8761 }, 'hours'],
      [{ gap_minutes: 0 }, 'gap_minutes'],
      [{ gap_minutes: 1441 }, 'gap_minutes'],
      [{ start_time_ms: 2, end_time_ms: 1 }, 'start_time_ms'],
      [{ order: 'asc' }, 'order'],
      [{ loop_id: 1 }, 'loop_id'],
      [{ limit: 10_001 }, 'limit'],
      [{ cursor: 'WyJzZXNzaW9ucyJd' }, 'cursor'],
    ])('refuse %j', async (criteria, field) => {
      expect(badFields(await search(criteria))).toEqual([field]);
    });

    it.each([[{ gap_minutes: 6 }], [{ hours: 23 }], [{ transponder_id: '8' }], [{ end_time_ms: 1 }]])(
      'refuse a cursor of another query: %j',
      async (other) => {
        await seen('7', NOW_MS);
        await seen('9', NOW_MS);
        const first = await search({ gap_minutes: 5, limit: 1, hours: 24 });
        const { next_cursor: cursor } = first.body;
        expect((await search({ cursor, hours: 24, gap_minutes: 5 })).body.count).toBe(1);
        expect(badFields(await search({ cursor, ...other }))).toEqual(['cursor']);
      },
    );
  });

  describe('active', () => {
    const active = (query: string) => api.ask('GET', `/api/v1/transponders/active${query}`);

    it('answers the keys of the source document', async () => {
      await seen('7', NOW_MS - 29 * MINUTE_MS);
      const { status, text } = await active('?minutes=30');
      expect(status).toBe(200);
      expect(text).toBe(`{"active_transponders":1,"time_window_minutes":30,"timestamp":${NOW_MS}}`);
    });

    it('counts each transponder once, both ends in, inputs and other times out', async () => {
      await seen('1', NOW_MS, NOW_MS - 1);
      await seen('2', NOW_MS - 10 * MINUTE_MS);
      await seen('3', NOW_MS - 10 * MINUTE_MS - 1);
      await seen('4', NOW_MS + 1);
      await seen('9991', NOW_MS);
      expect((await active('')).body).toEqual({
        active_transponders: 2,
        time_window_minutes: 10,
        timestamp: NOW_MS,
      });
    });

    it.each([
      '',
      '0',
      '1441',
      '-1',
      '1e2',
      '0x10',
      '010',
      '%2010',
      '10.0',
      'ten',
      '99999999999999999999',
      '[]',
    ])('refuses minutes=%s', async (minutes) => {
      expect(badFields(await active(`?minutes=${minutes}`))).toEqual(['minutes']);
    });

    it('refuses minutes given twice, and other names', async () => {
      expect(badFields(await active('?minutes=10&minutes=20'))).toEqual(['minutes']);
      expect(badFields(await active('?hours=1'))).toEqual(['hours']);
    });

    it('takes the first and the last of the range', async () => {
      expect((await active('?minutes=1')).status).toBe(200);
      expect((await active('?minutes=1440')).status).toBe(200);
    });
  });
});
