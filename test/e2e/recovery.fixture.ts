import {
  type RunningDecoder,
  type RunningSimulator,
  type SimulatorOptions,
  startSimulator,
} from '#simulator';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';

type Completeness = Readonly<Record<string, unknown>>;

const REPORTED_WITHIN_MS = 1500;

/** A simulated decoder for a test to maltreat, and a gateway on it. */
export class RecoveryTrial {
  /** RTC time of the last report: passings lie in the past, a millisecond apart. */
  private clockUs = 0;
  private gateway: TestGateway | undefined;

  private constructor(
    private readonly simulator: RunningSimulator,
    readonly decoder: RunningDecoder,
    private readonly tellsNumbers: boolean,
  ) {}

  /** Stops the gateway, runs `meanwhile`, and starts another one on the same data. */
  async restartGateway(meanwhile: () => void): Promise<void> {
    await this.gateway?.gateway.stop();
    meanwhile();
    const { dataDir } = this.gateway ?? {};
    this.gateway = await startTestGateway(`d0=${this.decoderUrl()}`, {}, dataDir);
  }

  static async begin(options: SimulatorOptions = {}): Promise<RecoveryTrial> {
    const simulator = await startSimulator({ riders: 0, statusPeriodMs: 100, ...options });
    // The photocell of the track would add to the counts.
    simulator.stopRiding();
    const [decoder] = simulator.decoders;
    if (decoder === undefined) throw new Error('no decoder');
    const isUnknown = options.loops?.[0]?.unknownQuestions?.includes('SESSION') === true;
    return new RecoveryTrial(simulator, decoder, !isUnknown);
  }

  async connect(parameters = ''): Promise<void> {
    this.gateway = await startTestGateway(`d0=${this.decoderUrl(parameters)}`);
    await until('it was asked for its numbers', () =>
      this.decoder.decoder.asked.has('SESSION') ? true : undefined,
    );
    if (this.tellsNumbers)
      await this.completenessWhen(
        'the ledger is held against the decoder',
        ({ state }) => state !== 'unknown',
      );
  }

  private decoderUrl(parameters = ''): string {
    return `p3+tcp://127.0.0.1:${this.simulator.port}?loop=1${parameters}`;
  }

  /** Returns kinds and words of the alarms, the newest first. */
  async alarms(): Promise<readonly { readonly kind: string; readonly message: string }[]> {
    const { alarms } = await this.ask('/decoders/d0');
    return alarms as { kind: string; message: string }[];
  }

  /** Runs the command that compares the decoder's passings with the kept ones. */
  async audit(): Promise<Readonly<Record<string, unknown>>> {
    const { results } = await this.ask('/commands/audit', { commands: ['402'] });
    return (results as { response: Readonly<Record<string, unknown>> }[])[0]?.response ?? {};
  }

  async end(): Promise<void> {
    await this.gateway?.stop();
    await this.simulator.close();
  }

  report(count: number): void {
    this.clockUs = Math.max(this.clockUs, (Date.now() - REPORTED_WITHIN_MS) * 1000);
    for (let each = 0; each < count; each++) {
      this.clockUs += 1000;
      const transponder = 1000 + (each % 7);
      this.decoder.decoder.report({ timeUs: this.clockUs, transponder, strength: 90, hits: 20 });
    }
  }

  /** Returns the numbers of the decoder's passings, of every epoch. */
  reported(): number[] {
    return this.decoder.ledger.all().map(({ passingNumber }) => passingNumber);
  }

  /** Returns the kept numbers, ascending. */
  async kept(): Promise<number[]> {
    const window = { start_time_ms: 0, end_time_ms: Date.now() + 864_000_000, limit: 10_000, order: 'asc' };
    const { passings } = await this.ask('/passings', window);
    return (passings as { passing_number: number }[]).map((row) => row.passing_number).sort((a, b) => a - b);
  }

  /** Waits until exactly these numbers are kept, each once. */
  async untilKept(numbers = this.reported()): Promise<void> {
    const wanted = JSON.stringify(numbers.toSorted((a, b) => a - b));
    await until(`${numbers.length} passings are kept`, async () =>
      JSON.stringify(await this.kept()) === wanted ? true : undefined,
    );
  }

  completeness(): Promise<Completeness> {
    return this.ask('/decoders/d0/completeness');
  }

  completenessWhen(what: string, condition: (answer: Completeness) => boolean): Promise<Completeness> {
    return until(what, async () => {
      const answer = await this.completeness();
      return condition(answer) ? answer : undefined;
    });
  }

  complete(): Promise<Completeness> {
    return this.completenessWhen('nothing is missing', ({ state }) => state === 'complete');
  }

  /** Address of the gateway. */
  get url(): string {
    return this.gateway?.gateway.url ?? '';
  }

  private async ask(path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.gateway?.ask(body === undefined ? 'GET' : 'POST', path, body);
    return answer?.body as Readonly<Record<string, unknown>>;
  }
}
