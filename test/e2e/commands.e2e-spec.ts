import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type RunningDecoder, type RunningSimulator, startSimulator } from '#simulator';
import { checkedFetch } from '../contract/checked-fetch.js';
import { CREDENTIALS, startTestGateway, type TestGateway, until } from './gateway.fixture.js';

interface Result {
  readonly command: string;
  readonly status: string;
  readonly timestamp: string;
  readonly decoder_id: string | null;
  readonly response: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
  readonly details?: readonly Readonly<Record<string, unknown>>[];
}

interface Problem {
  readonly code: number;
  readonly message: string;
  readonly details: { readonly reason: string; readonly fields?: readonly { readonly field: string }[] };
}

interface Execution {
  readonly key_id: string;
  readonly command: string;
  readonly decoder_id: string;
  readonly status: string | null;
}

const NO_STATUS = 3_600_000;
const DOCUMENT = { commands: ['402', '20'] };

let simulator: RunningSimulator;
let gateway: TestGateway;
let decoder: RunningDecoder;

afterEach(async () => {
  await gateway.stop();
  await simulator.close();
});

async function start(
  options: Parameters<typeof startSimulator>[0] = {},
  before: () => void = () => undefined,
): Promise<void> {
  simulator = await startSimulator({ riders: 0, statusPeriodMs: NO_STATUS, ...options });
  const [first] = simulator.decoders;
  if (first === undefined) throw new Error('no decoder');
  decoder = first;
  before();
  const urls = simulator.decoders.map((each, index) => `d${index}=p3+tcp://127.0.0.1:${each.port ?? 0}`);
  gateway = await startTestGateway(urls.join(','));
  for (const index of simulator.decoders.keys()) await conversationOver(`d${index}`);
}

/** Waits for VERSION and SESSION, the last questions of a fresh connection. */
async function conversationOver(id: string): Promise<void> {
  await until(`${id} has told its session`, async () => {
    const { body } = await gateway.ask('GET', `/decoders/${id}`);
    const { state, version, completeness } = body as Readonly<Record<string, string | null>>;
    return state === 'connected' && version !== null && completeness === 'complete' ? true : undefined;
  });
}

async function execute(body: object): Promise<Result[]> {
  const answer = await gateway.ask('POST', '/commands/audit', body);
  expect(answer.status).toBe(200);
  const { success, results } = answer.body as { success: boolean; results: Result[] };
  expect(success).toBe(results.every(({ status }) => status === 'executed'));
  return results;
}

async function refused(body: object, status: number): Promise<Problem> {
  const answer = await gateway.ask('POST', '/commands/audit', body);
  expect([body, answer.status]).toEqual([body, status]);
  return answer.body as Problem;
}

async function trail(query = ''): Promise<Execution[]> {
  const { status, body } = await gateway.ask('GET', `/commands/audit${query}`);
  expect(status).toBe(200);
  return (body as { executions: Execution[] }).executions;
}

async function numbersKept(): Promise<number[]> {
  const { body } = await gateway.ask('POST', '/passings', { limit: 10_000 });
  const { passings } = body as { passings: { passing_number: number }[] };
  return passings.map(({ passing_number }) => passing_number).sort((a, b) => a - b);
}

function report(count: number): void {
  const startUs = Date.now() * 1000 - count * 1000;
  for (let each = 0; each < count; each++) {
    decoder.decoder.report({
      timeUs: startUs + each * 1000,
      transponder: 1000 + each,
      strength: 90,
      hits: 20,
    });
  }
}

const reported = (): number[] => decoder.ledger.all().map(({ passingNumber }) => passingNumber);
const asked = (): Record<string, number> => Object.fromEntries(decoder.decoder.asked);

describe('commands', () => {
  it("execute the document's example: its keys first, one result each, in their order, and a trail of it", async () => {
    await start();
    const results = await execute(DOCUMENT);
    for (const result of results) {
      expect(Object.keys(result)).toEqual([
        'command',
        'status',
        'timestamp',
        'decoder_id',
        'response',
        'error',
        'details',
      ]);
      expect(result.timestamp).toBe(new Date(result.timestamp).toISOString());
      expect(result).toMatchObject({ status: 'executed', decoder_id: 'd0', error: null });
      expect(result.details).toMatchObject([{ decoder_id: 'd0', status: 'executed' }]);
    }
    expect(results.map(({ command }) => command)).toEqual(['402', '20']);
    expect(results[0]?.response).toMatchObject({ from_number: null, missing: 0, requests: 0, cut: false });
    expect(results[1]?.response).toEqual({ record: 'PING', fields: { decoder_id: '00020F93' } });

    const executions = await trail();
    expect(executions).toMatchObject([
      { key_id: 'configured', command: '20', decoder_id: 'd0', status: 'executed' },
      { key_id: 'configured', command: '402', decoder_id: 'd0', status: 'executed' },
    ]);
    expect(await trail('?limit=1')).toEqual(executions.slice(0, 1));
    expect((await gateway.ask('GET', '/commands/audit?limit=1001')).status).toBe(400);
  });

  it('each do what the list and the documented examples say', async () => {
    await start();
    const { body } = await gateway.ask('GET', '/commands');
    const { commands } = body as { commands: { code: string; name: string; changes_decoder: boolean }[] };
    expect(commands.map(({ code }) => code)).toEqual(expect.arrayContaining(['402', '20', '24', '15']));
    const results = await execute({ commands: commands.map(({ code }) => code), decoder_id: 'd0' });
    expect(results).toHaveLength(commands.length);
    for (const [index, { name, changes_decoder }] of commands.entries()) {
      expect(changes_decoder).toBe(false);
      // The simulated decoder only answers questions whose answer public sources show.
      const isKnown = !['SIGNALS', 'GPS_INFO'].includes(name);
      const { status, response, error, details } = results[index] ?? {};
      expect([name, status, details]).toEqual([name, isKnown ? 'executed' : 'unsupported', undefined]);
      if (!isKnown) expect(error).toMatch(/refused .*: type of record unknown/);
      else if (name !== 'PASSING_AUDIT') expect(response).toMatchObject({ record: name });
    }
    interface Example {
      readonly value: object;
    }
    const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
      paths: Record<
        string,
        { post: { requestBody: { content: Record<string, { examples: Record<string, Example> }> } } }
      >;
    };
    const { content } = document.paths['/api/v1/commands/audit']?.post.requestBody ?? { content: {} };
    const examples = Object.values(content['application/json']?.examples ?? {});
    expect(examples[0]?.value).toEqual(DOCUMENT);
    for (const { value } of examples) await execute(value);
  });

  it('402 recovers what is from before us, every passing once, and finds nothing the second time', async () => {
    await start({}, () => {
      report(3000);
    });
    report(50);
    const [audit] = await execute({ commands: ['402'] });
    expect(audit?.response).toMatchObject({
      from_number: 1,
      until_number: 3050,
      cut: false,
      missing: 3000,
      recovered: 3000,
      empty: 0,
      unresolved: 0,
    });
    expect(await numbersKept()).toEqual(reported());
    const [again] = await execute({ commands: ['402'] });
    expect(again?.response).toMatchObject({ missing: 0, recovered: 0, requests: 0 });
    expect(await numbersKept()).toEqual(reported());
  }, 30_000);

  it('402 calls empty what the decoder never had, in few requests, and again after a restart of its numbers', async () => {
    await start({ loops: [{ metres: 0, numberStep: 2, startNumber: 8841 }] }, () => {
      report(301);
    });
    const [audit] = await execute({ commands: ['402'] });
    expect(audit?.response).toMatchObject({
      from_number: 8841,
      until_number: 9441,
      missing: 601,
      recovered: 301,
      empty: 300,
      unresolved: 0,
      requests: 1,
    });

    // The stored 8843 of the former numbering does not stand for the new one.
    decoder.decoder.restart(8841);
    report(5);
    await until('the new ones are kept', async () =>
      (await numbersKept()).length === 306 ? true : undefined,
    );
    const [afterwards] = await execute({ commands: ['402'] });
    expect(afterwards?.response).toMatchObject({ until_number: 8849, missing: 4, recovered: 0, empty: 4 });
    expect((await numbersKept()).filter((number) => number === 8843)).toHaveLength(2);
  }, 30_000);

  it('of a silent decoder time out each, and one that is cut off fails', async () => {
    await start();
    decoder.faults.set({ silent: true });
    const results = await execute({ commands: ['20', '402'], decoder_id: 'd0' });
    expect(results.map(({ status }) => status)).toEqual(['timeout', 'timeout']);
    expect(results[0]?.error).toBe('the decoder did not answer PING within 2000 ms');

    const before = asked().PING ?? 0;
    const running = execute({ commands: ['20'] });
    await until('the ping arrived', () => ((asked().PING ?? 0) > before ? true : undefined));
    decoder.cutConnections();
    const [cut] = await running;
    expect([cut?.status, cut?.error]).toEqual(['failed', 'the link to the decoder was lost']);
    expect((await trail()).map(({ status }) => status)).toEqual(['failed', 'timeout', 'timeout']);
  }, 30_000);

  it('ask every connected decoder side by side, and tell of the worst', async () => {
    await start({ loops: [{ metres: 0 }, { metres: 100 }] });
    simulator.decoders[1]?.faults.set({ silent: true });
    const [ping] = await execute({ commands: ['20'] });
    expect(ping).toMatchObject({ status: 'timeout', decoder_id: null, response: null });
    expect(ping?.details).toMatchObject([
      { decoder_id: 'd0', status: 'executed', response: { record: 'PING' }, error: null },
      { decoder_id: 'd1', status: 'timeout', response: null },
    ]);
    const [named] = await execute({ commands: ['0020'], decoder_id: 'd0' });
    expect(named).toMatchObject({ command: '0020', status: 'executed', decoder_id: 'd0' });
    expect((await trail()).map(({ command, decoder_id }) => [command, decoder_id])).toEqual([
      ['20', 'd0'],
      ['20', 'd1'],
      ['20', 'd0'],
    ]);
  }, 30_000);

  it('that are unknown, malformed or dangerous are 400 with their place, and nothing is sent', async () => {
    await start();
    const before = asked();
    const cases: [object, string[]][] = [
      [{ commands: ['20', '5'] }, ['commands[1]']],
      [{ commands: ['0', '20', 'ffff'] }, ['commands[0]', 'commands[2]']],
      [{ commands: ['20', 'xyz', '12345', ''] }, ['commands[1]', 'commands[2]', 'commands[3]']],
      [{ commands: ['20', 20, null, ['20']] }, ['commands[1]', 'commands[2]', 'commands[3]']],
      [{ commands: [] }, ['commands']],
      [{ commands: Array.from({ length: 33 }, () => '20') }, ['commands']],
      [{ commands: '20' }, ['commands']],
      [{ commands: null }, ['commands']],
      [{}, ['commands']],
      [{ commands: ['20'], decoder_id: 'elsewhere' }, ['decoder_id']],
      [{ commands: ['20'], decoder_id: 'a b' }, ['decoder_id']],
      [{ commands: ['20'], force: true }, ['force']],
    ];
    for (const [body, fields] of cases) {
      const { details } = await refused(body, 400);
      expect([body, details.fields?.map(({ field }) => field)]).toEqual([body, fields]);
    }
    // The answer to a ping shows that every record sent before it has arrived.
    await execute({ commands: ['20'] });
    expect(asked()).toEqual({ ...before, PING: (before.PING ?? 0) + 1 });
    expect(await trail()).toHaveLength(1);
  });

  it('are 503 while no decoder is connected, and while the named one is not', async () => {
    await start({ loops: [{ metres: 0 }, { metres: 100 }] });
    await simulator.close();
    for (const id of ['d0', 'd1']) {
      await until(`${id} is gone`, async () => {
        const { body } = await gateway.ask('GET', `/decoders/${id}`);
        return (body as { state: string }).state === 'connected' ? undefined : true;
      });
    }
    for (const body of [DOCUMENT, { ...DOCUMENT, decoder_id: 'd0' }]) {
      expect((await refused(body, 503)).details.reason).toBe('commands.no_decoder');
    }
    const response = await checkedFetch(`${gateway.gateway.url}/api/v1/commands/audit`, {
      method: 'POST',
      headers: { ...CREDENTIALS, 'content-type': 'application/json' },
      body: JSON.stringify(DOCUMENT),
    });
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await trail()).toEqual([]);
  });

  it('are 503 where too many wait for the decoder already', async () => {
    await start();
    decoder.faults.set({ silent: true });
    const all = Array.from({ length: 9 }, () => gateway.ask('POST', '/commands/audit', { commands: ['20'] }));
    const { status, body } = await Promise.any(all);
    expect([status, (body as Problem).details.reason]).toEqual([503, 'commands.busy']);
    decoder.faults.set({});
    const statuses = (await Promise.all(all)).map((answer) => answer.status);
    expect(statuses.filter((each) => each === 200)).toHaveLength(8);
  }, 30_000);

  it('are not sent while their trail cannot be written', async () => {
    await start();
    const pid = String(redisPid());
    const before = asked();
    execFileSync('kill', ['-STOP', pid]);
    try {
      expect((await refused(DOCUMENT, 503)).details.reason).toBe('commands.trail_unavailable');
    } finally {
      execFileSync('kill', ['-CONT', pid]);
    }
    await until('the store is back', async () =>
      (await gateway.ask('GET', '/commands/audit')).status === 200 ? true : undefined,
    );
    await execute({ commands: ['20'] });
    expect(asked()).toEqual({ ...before, PING: (before.PING ?? 0) + 1 });
    // Entries that Redis took in when it woke up again have no outcome.
    for (const { status } of (await trail()).slice(1)) expect(status).toBeNull();
  });
});

/** Returns the private Redis of this gateway, found by its socket in the command line. */
function redisPid(): number {
  const found = readdirSync('/proc').find((name) => {
    if (!/^[0-9]+$/.test(name)) return false;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return line.includes('redis-server') && line.includes(`${gateway.dataDir}/redis`);
    } catch {
      return false; // ended since the folder was read
    }
  });
  if (found === undefined) throw new Error('no Redis of this gateway');
  return Number(found);
}
