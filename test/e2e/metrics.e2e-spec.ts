import { until } from './gateway.fixture.js';
import { expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { RecoveryTrial } from './recovery.fixture.js';

/** Name, labels and value; a name must have been introduced by its HELP and TYPE. */
const SAMPLE = /^([a-z0-9_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)*)\})? (-?[0-9.e+-]+|Nan|\+Inf)$/;

/** Parses every line; throws with the first one that is malformed. */
function parse(text: string): Map<string, number> {
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, kind, about = '', words = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'TYPE') types.set(about, words);
    if (kind !== undefined || line === '') continue;
    const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
    expect([line, name]).not.toEqual([line, '']);
    const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''));
    expect([name, type]).not.toEqual([name, undefined]);
    if (name.startsWith('coachlink_'))
      expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
    const key = labels === '' ? name : `${name}{${labels}}`;
    expect([key, samples.has(key)]).toEqual([key, false]);
    samples.set(key, Number(value));
  }
  return samples;
}

describe('the figures for Prometheus', () => {
  it('are those of the decoder, of ingest and of the process', async () => {
    const trial = await RecoveryTrial.begin();
    try {
      await trial.connect();
      trial.report(40);
      await trial.untilKept();
      trial.decoder.faults.set({ hole: 0.2, badCrc: 0.2, resend: 'refused' });
      trial.report(100);
      trial.decoder.faults.set({ resend: 'refused' });
      trial.report(1);
      const rejected = ({ rejected: by }: Readonly<Record<string, unknown>>): number =>
        (by as { bad_crc?: number }).bad_crc ?? 0;
      await trial.completenessWhen(
        'some are missing',
        (answer) => answer.state === 'missing' && rejected(answer) > 0,
      );

      const figures = await until('nothing waits', async () => {
        const answer = await fetch(`${trial.url}/metrics`);
        expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
        const samples = parse(await answer.text());
        return samples.get('coachlink_passings_pending') === 0 ? samples : undefined;
      });
      const told = await trial.completeness();
      const of = (name: string): number | undefined => figures.get(`coachlink_decoder_${name}{decoder="d0"}`);
      expect({
        epoch: of('epoch'),
        received: of('passings_received'),
        recovered: of('passings_recovered'),
        empty_on_decoder: of('passings_empty_on_decoder'),
        missing: of('passings_missing'),
        duplicates: of('duplicates_total'),
      }).toEqual({
        epoch: told.epoch,
        received: told.received,
        recovered: told.recovered,
        empty_on_decoder: told.empty_on_decoder,
        missing: told.missing,
        duplicates: told.duplicates,
      });
      expect(told.missing).toBeGreaterThan(0);
      const byReason = `coachlink_decoder_rejected_frames_total{decoder="d0",reason="bad_crc"}`;
      expect(figures.get(byReason)).toBe(rejected(told));
      expect([of('connected'), of('connects_total'), of('clock_jumps_total')]).toEqual([1, 1, 0]);
      expect(of('received_bytes_total')).toBeGreaterThan(1000);
      expect(of('records_total')).toBeGreaterThan(40);
      expect(Math.abs(of('clock_offset_seconds') ?? NaN)).toBeLessThan(60);
      expect(of('last_passing_age_seconds')).toBeGreaterThanOrEqual(0);

      expect(figures.get('coachlink_passings_stored_total')).toBe(told.received);
      expect(figures.get('coachlink_storage_trouble{trouble="down"}')).toBe(0);
      const names = [...figures.keys()];
      expect(names).toContain('process_resident_memory_bytes');
      expect(names).toContain('nodejs_eventloop_lag_p99_seconds');
      expect(names.filter((name) => name.startsWith('coachlink_build_info{version="'))).toHaveLength(1);
      expect(
        names.filter((name) => name.startsWith('coachlink_decoder_alarms_total')).length,
      ).toBeGreaterThan(3);
    } finally {
      await trial.end();
    }
  }, 60_000);
});

describe('who may ask for the figures', () => {
  let api: TestApi;
  const start = async (audience?: string): Promise<void> => {
    api = await startTestApi({
      repository: null,
      environment: audience === undefined ? {} : { COACHLINK_METRICS: audience },
    });
  };
  afterEach(() => api.stop());

  it('is this machine, but no proxy on it', async () => {
    await start();
    const own = await api.ask('GET', '/metrics?module=x');
    expect([own.status, parse(own.text).get('coachlink_storage_trouble{trouble="down"}')]).toEqual([200, 1]);
    const forwarded = { headers: { 'X-Forwarded-For': '192.0.2.1' } };
    expectProblem(await api.ask('GET', '/metrics', forwarded), 404, 'route.unknown');
    expectProblem(await api.ask('GET', '/api/v1/metrics'), 404, 'route.unknown');
  });

  it('is everybody, where it is public', async () => {
    await start('public');
    expect((await api.ask('GET', '/metrics', { headers: { Forwarded: 'for=192.0.2.1' } })).status).toBe(200);
  });

  it('is nobody, where it is off', async () => {
    await start('off');
    expectProblem(await api.ask('GET', '/metrics'), 404, 'route.unknown');
  });
});
