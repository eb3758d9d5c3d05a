import { jest } from '@jest/globals';
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { ShownPassing } from '#passings';
import {
  badFields,
  expectProblem,
  PAIR,
  passing,
  startTestApi,
  storeNumbers,
  type TestApi,
} from './api.fixture.js';

interface Event {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** A reader of the stream, as a browser is one. */
class EventReader {
  readonly events: Event[] = [];
  isEnded = false;
  private text = '';
  private tell = (): void => undefined;

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (piece: string) => {
      this.take(piece);
      this.tell();
    });
    response.once('close', () => {
      this.isEnded = true;
      this.tell();
    });
  }

  static async open(api: TestApi, query = '', headers: Record<string, string> = {}): Promise<EventReader> {
    const request = get({
      port: api.port,
      path: `/api/v1/passings/stream${query}`,
      headers: { ...PAIR, ...headers },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventReader(response);
  }

  get passings(): { passing_number: number; cursor: string }[] {
    return this.events
      .filter(({ event }) => event === 'passing')
      .map(({ data = '' }) => JSON.parse(data) as { passing_number: number; cursor: string });
  }

  /** Resolves once the condition holds. */
  async until(condition: (reader: this) => boolean): Promise<void> {
    while (!condition(this))
      await new Promise<void>((resolve) => {
        this.tell = resolve;
      });
  }

  close(): void {
    this.response.destroy();
  }

  private take(piece: string): void {
    const blocks = (this.text + piece).split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n').map((line) => /^(id|event|data): (.*)$/.exec(line) ?? []);
      const named = lines.flatMap(([, name, value]) => (name === undefined ? [] : [[name, value] as const]));
      this.events.push(Object.fromEntries(named));
    }
  }
}

describe('the feed', () => {
  let api: TestApi;
  const readers: EventReader[] = [];

  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    await api.stop();
  });

  const follow = async (query = '', headers: Record<string, string> = {}): Promise<EventReader> => {
    const reader = await EventReader.open(api, query, headers);
    readers.push(reader);
    return reader;
  };
  const store = (...numbers: number[]): Promise<void> => storeNumbers(api, numbers);
  const feed = (query = '') => api.ask('GET', `/api/v1/passings/feed${query}`);
  const numbersIn = (body: Readonly<Record<string, unknown>>): number[] =>
    (body.passings as { passing_number: number }[]).map((row) => row.passing_number);

  describe('by pages', () => {
    it('begins at the oldest, and goes on behind each cursor', async () => {
      await store(3, 1, 2);
      const first = await feed('?limit=2');
      expect(first.status).toBe(200);
      expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(Object.keys(first.body)).toEqual(['success', 'passings', 'count', 'cursor', 'more']);
      expect(first.body).toMatchObject({ success: true, count: 2, more: true });
      expect(numbersIn(first.body)).toEqual([3, 1]);
      const rows = first.body.passings as Record<string, unknown>[];
      expect(Object.keys(rows[0] ?? {}).at(-1)).toBe('cursor');
      expect(rows[1]?.cursor).toBe(first.body.cursor);
      const second = await feed(`?after=${String(first.body.cursor)}`);
      expect(second.body).toMatchObject({ count: 1, more: false });
      const end = await feed(`?after=${String(second.body.cursor)}`);
      expect(end.body).toMatchObject({ passings: [], count: 0, more: false, cursor: second.body.cursor });
      expect(numbersIn((await feed(`?after=${String(rows[0]?.cursor)}`)).body)).toEqual([1, 2]);
    });

    it('begins now where that is asked', async () => {
      await store(1, 2);
      const { body } = await feed('?after=now');
      expect(body).toMatchObject({ count: 0, cursor: 'naive.2', more: false });
      await store(3);
      expect(numbersIn((await feed(`?after=${String(body.cursor)}`)).body)).toEqual([3]);
    });

    it('leaves out what a filter does not want, and goes past it', async () => {
      await store(1, 2, 3, 4, 5, 6, 7);
      const odd = await feed('?loop_id=2&limit=2');
      expect(numbersIn(odd.body)).toEqual([1, 3]);
      expect(odd.body.more).toBe(true);
      const rest = await feed(`?loop_id=2&after=${String(odd.body.cursor)}`);
      expect(numbersIn(rest.body)).toEqual([5, 7]);
      const none = await feed('?decoder_id=none');
      expect(none.body).toMatchObject({ count: 0, more: false, cursor: rest.body.cursor });
      expect((await feed('?transponder_id=12345678')).body.count).toBe(7);
    });

    it('waits for the next passing, no longer than asked', async () => {
      await store(1);
      const { cursor } = (await feed()).body;
      const waiting = feed(`?after=${String(cursor)}&wait_s=30`);
      await store(2);
      expect(numbersIn((await waiting).body)).toEqual([2]);
      expect((await feed(`?after=${String((await feed()).body.cursor)}&wait_s=1`)).body.count).toBe(0);
    });

    it('refuses a cursor that is none, or that is not known, with the oldest', async () => {
      await store(1);
      const refused = await feed('?after=17');
      expect(refused.status).toBe(400);
      expect(badFields(refused)).toEqual(['after']);
      const unknown = await feed('?after=naive.99');
      expectProblem(unknown, 410, 'feed.unknown_cursor');
      expect(unknown.body.details).toMatchObject({ oldest: 'naive.0' });
      expect(badFields(await feed('?limit=0&wait_s=31'))).toEqual(['limit', 'wait_s']);
    });
  });

  describe('by events', () => {
    it('tells what is stored from now on, each once, with its cursor as id', async () => {
      await store(1, 2);
      const reader = await follow();
      expect(reader.response.statusCode).toBe(200);
      expect(reader.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
      expect(reader.response.headers['cache-control']).toBe('no-store, no-transform');
      await reader.until(({ events }) => events.length > 0);
      expect(reader.events[0]).toEqual({ id: 'naive.2' });
      for (const number of [3, 4, 5]) await store(number);
      await reader.until(({ passings }) => passings.length === 3);
      expect(reader.passings.map((row) => row.passing_number)).toEqual([3, 4, 5]);
      const told = reader.events.filter(({ event }) => event === 'passing');
      expect(told.map(({ id }) => id)).toEqual(reader.passings.map(({ cursor }) => cursor));
    });

    it('goes on behind after, and behind Last-Event-ID before it', async () => {
      await store(1, 2, 3);
      const after = await follow('?after=naive.1');
      const browser = await follow('?after=naive.0', { 'Last-Event-ID': 'naive.2' });
      await store(4);
      for (const reader of [after, browser])
        await reader.until(({ passings }) => passings.at(-1)?.passing_number === 4);
      expect(after.passings.map((row) => row.passing_number)).toEqual([2, 3, 4]);
      expect(browser.passings.map((row) => row.passing_number)).toEqual([3, 4]);
    });

    it('gives a reader that was away for long all that the tail remembers, and does not cut it', async () => {
      const [live, numbers] = [await follow(), Array.from({ length: 3000 }, (_, at) => at + 1)];
      await live.until(({ events }) => events.length > 0);
      for (let from = 0; from < numbers.length; from += 300) {
        await store(...numbers.slice(from, from + 300));
        await live.until(({ passings }) => passings.length === from + 300);
      }
      const back = await follow('?after=naive.0');
      await back.until(({ events, isEnded }) => isEnded || events.length > numbers.length);
      expect(back.events.map(({ event }) => event)).not.toContain('end');
      expect(back.passings.map((row) => row.passing_number)).toEqual(numbers);
    });

    it('filters for each reader', async () => {
      const [odd, even, all] = [await follow('?loop_id=2'), await follow('?loop_id=1'), await follow()];
      await store(1, 2, 3, 4, 5);
      await all.until(({ passings }) => passings.length === 5);
      await odd.until(({ passings }) => passings.length === 3);
      await even.until(({ passings }) => passings.length === 2);
      expect(odd.passings.map((row) => row.passing_number)).toEqual([1, 3, 5]);
      expect(even.passings.map((row) => row.passing_number)).toEqual([2, 4]);
    });

    it('tells what another gateway stored, of which this one hears nothing', async () => {
      const reader = await follow();
      await reader.until(({ events }) => events.length > 0);
      await api.repository.store([passing({ passingNumber: 7 })]);
      await reader.until(({ passings }) => passings.length === 1);
      expect(reader.passings[0]?.passing_number).toBe(7);
    });

    it('is read from the storage once, however many read it', async () => {
      const many = await Promise.all(Array.from({ length: 20 }, () => follow()));
      for (const reader of many) await reader.until(({ events }) => events.length > 0);
      const read = jest.spyOn(api.repository.feed, 'read');
      await store(1);
      for (const reader of many) await reader.until(({ passings }) => passings.length === 1);
      expect(read.mock.calls.length).toBeLessThan(5);
    });

    it('refuses an unknown cursor with a status, and a reader without credentials', async () => {
      const stream = (headers = {}) =>
        api.ask('GET', '/api/v1/passings/stream?after=naive.99', { headers: { ...PAIR, ...headers } });
      expectProblem(await stream(), 410, 'feed.unknown_cursor');
      // An id that is no cursor would begin now, and what came meanwhile were missed.
      expectProblem(await stream({ 'Last-Event-ID': '17' }), 410, 'feed.unknown_cursor');
      const refused = await api.ask('GET', '/api/v1/passings/stream', {
        headers: { ...PAIR, 'x-api-secret': 'wrong' },
      });
      expectProblem(refused, 401, 'auth.invalid_credentials');
    });

    it('ends with a word when the gateway does', async () => {
      const reader = await follow();
      await reader.until(({ events }) => events.length > 0);
      await api.app.close();
      await reader.until(({ isEnded }) => isEnded);
      expect(reader.events.at(-1)).toMatchObject({ event: 'end' });
      expect(JSON.parse(reader.events.at(-1)?.data ?? '')).toMatchObject({ reason: 'gateway.ends' });
    });
  });

  it('has the rows of POST /passings', async () => {
    const one: Partial<ShownPassing> = { isTimeDoubtful: true, alternativeTimeUs: 1_707_851_520_000_123 };
    await api.repository.store([passing(one)]);
    const [row] = (await feed()).body.passings as Record<string, unknown>[];
    const [same] = (await api.ask('POST', '/api/v1/passings')).body.passings as Record<string, unknown>[];
    expect(row).toEqual({ ...same, cursor: 'naive.1' });
  });
});
