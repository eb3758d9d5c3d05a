import createClient, { type Client } from 'openapi-fetch';
import { startSimulator } from '#simulator';
import type { paths } from '../../clients/typescript/schema.js';
import { checkedFetch } from '../contract/checked-fetch.js';
import { CREDENTIALS, startTestGateway, until } from './gateway.fixture.js';

/** The main flow through the types made from openapi.json: a use against the types does not compile. */
describe('a client with the types of clients/typescript', () => {
  it('reads passings page by page, the sessions of a rider, and who is on the track', async () => {
    const simulator = await startSimulator({ riders: 20, speed: 60 });
    const gateway = await startTestGateway(`track=p3+tcp://127.0.0.1:${simulator.port}`);
    const client: Client<paths> = createClient({
      baseUrl: gateway.gateway.url,
      headers: CREDENTIALS,
      fetch: checkedFetch,
    });
    try {
      const first = await until('thirty passings', async () => {
        const all = await client.POST('/api/v1/passings', { body: { limit: 30 } });
        if (all.data?.count !== 30) return undefined;
        return (await client.POST('/api/v1/passings', { body: { limit: 20, order: 'asc' } })).data;
      });
      expect(first.passings).toHaveLength(20);
      const { next_cursor: cursor = '' } = first;
      const second = await client.GET('/api/v1/passings', { params: { query: { cursor, limit: 5 } } });
      // The data is a text only for a requested file.
      const rest = typeof second.data === 'object' ? second.data.passings : [];
      expect(rest).toHaveLength(5);
      const numbers = [...first.passings, ...rest].map((row) => row.passing_number);
      expect(new Set(numbers).size).toBe(numbers.length);

      const transponder = first.passings.find(({ flags }) => !flags.includes('input'))?.transponderid ?? '';
      const sessions = await client.POST('/api/v1/transponders/sessions', {
        body: { transponder_id: transponder, hours: 1 },
      });
      expect(sessions.data?.sessions.map(({ transponderid }) => transponderid)).toEqual([transponder]);
      const active = await client.GET('/api/v1/transponders/active', { params: { query: { minutes: 60 } } });
      expect(active.data?.active_transponders).toBeGreaterThan(0);
      const decoder = await client.GET('/api/v1/decoders/{id}', { params: { path: { id: 'track' } } });
      expect(decoder.data?.state).toBe('connected');
      expect((await client.GET('/health/ready')).data?.status).toBe('ready');
    } finally {
      await gateway.stop();
      await simulator.close();
    }
  }, 60_000);

  it('gets the one shape of errors, typed as well', async () => {
    const gateway = await startTestGateway('');
    const client: Client<paths> = createClient({ baseUrl: gateway.gateway.url, fetch: checkedFetch });
    const { data, error, response } = await client.GET('/api/v1/decoders');
    await gateway.stop();
    expect([data, response.status]).toEqual([undefined, 401]);
    expect(error?.details.reason).toBe('auth.invalid_credentials');
  });
});
