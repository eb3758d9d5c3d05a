import { runInNewContext } from 'node:vm';
import { SCRIPT } from './page.js';

/** The members of an element that the script touches. */
class FakeElement {
  textContent: unknown = '';
  hidden = false;
  className = '';
  value = '';
  href = '';
  children: FakeElement[] = [];
  readonly heard = new Map<string, (event: object) => void>();
  readonly setAttribute = (): void => undefined;

  addEventListener(name: string, listener: (event: object) => void): void {
    this.heard.set(name, listener);
  }

  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }

  get rows(): FakeElement[] {
    return this.children;
  }

  get cells(): FakeElement[] {
    return this.children;
  }

  insertRow(): FakeElement {
    return this.insertCell();
  }

  insertCell(): FakeElement {
    const cell = new FakeElement();
    this.children.push(cell);
    return cell;
  }

  deleteRow(): void {
    this.children.pop();
  }

  get words(): unknown[] {
    return this.children.flatMap((each) => [each.textContent, ...each.words]).filter((text) => text !== '');
  }
}

const decoder = {
  decoder_id: 'finish',
  simulated: false,
  state: 'not_read',
  last_error: 'Not read since 12:00:00 UTC',
  passings: 7,
  completeness: 'unknown',
  rejected: {},
  noise: 20,
  clock: { offset_us: 0 },
  warnings: ['finish and back have the same address.'],
  alarms: [],
};
const passing = {
  rtc_time: 0,
  transponderid: 'FL-94890',
  decoder_id: 'finish',
  loop_id: 1,
  flags: [] as string[],
};
type Answers = Readonly<Record<string, object>>;
const FINE: Answers = {
  'transponders/active': { active_transponders: 3 },
  decoders: { decoders: [decoder] },
  passings: { passings: [passing] },
  'decoders/finish/completeness': { summary: 'Not certain since 12:00 UTC.' },
};
const PAIR = { pair: { 'x-api-key': 'k', 'x-api-secret': 's' } };

/** A refusal of the gateway with this message; an Error without a status stands for no answer. */
function refusal(status: number, message: string): Error {
  return Object.assign(new Error(message), { status });
}

/** The answer of the stream. */
class FakeStream {
  readonly ok = true;
  readonly status = 200;
  readonly body = { getReader: () => this };
  private readonly pieces: string[] = [];
  private isOver = false;
  private tell = (): void => undefined;

  write(...blocks: string[]): void {
    this.pieces.push(...blocks.map((block) => `${block}\n\n`));
    this.tell();
  }

  end(): void {
    this.isOver = true;
    this.tell();
  }

  async read(): Promise<{ done: boolean; value?: Uint8Array }> {
    while (this.pieces.length === 0 && !this.isOver)
      await new Promise<void>((resolve) => {
        this.tell = resolve;
      });
    const piece = this.pieces.shift();
    return piece === undefined ? { done: true } : { done: false, value: Buffer.from(piece) };
  }
}

/** The page, in a stand-in for a browser. */
class FakePage {
  private readonly elements = new Map<string, FakeElement>();
  readonly stored = new Map<string, string>();
  /** Method, path and headers of each request. */
  readonly asked: [method: string, path: string, headers: Record<string, string>][] = [];
  /** The stream; without one the page asks for the latest passings now and then. */
  stream: FakeStream | undefined;
  private next: (() => void) | undefined;
  private askedAgain: () => void = () => undefined;

  constructor(
    public answers: Answers,
    login: object | null = PAIR,
    public nowMs = 1_000_000,
  ) {
    if (login !== null) this.stored.set('login', JSON.stringify(login));
  }

  readonly byId = (id: string): FakeElement => {
    const element = this.elements.get(id) ?? new FakeElement();
    this.elements.set(id, element);
    return element;
  };

  /** Opens the page; resolves when it has asked for everything once. */
  async open(): Promise<this> {
    const round = this.round();
    const nowMs = (): number => this.nowMs;
    const fakeDate = class extends Date {
      static override readonly now = nowMs;
    };
    runInNewContext(SCRIPT, {
      document: {
        getElementById: this.byId,
        createElement: () => new FakeElement(),
        addEventListener: () => undefined,
      },
      location: { origin: 'http://127.0.0.1', pathname: '/', reload: () => undefined },
      sessionStorage: {
        getItem: (name: string) => this.stored.get(name) ?? null,
        setItem: (name: string, text: string) => this.stored.set(name, text),
        clear: () => {
          this.stored.clear();
        },
      },
      fetch: (address: string, request: { method: string; headers: Record<string, string> }) =>
        this.answer(address, request),
      Date: fakeDate,
      AbortSignal,
      AbortController,
      TextDecoder,
      setInterval: () => undefined,
      setTimeout: (run: (...given: unknown[]) => void, _ms: number, ...given: unknown[]) => {
        this.next = () => {
          run(...given);
        };
        this.askedAgain();
      },
    });
    if (this.stored.has('login')) await round;
    return this;
  }

  /** Runs the page's next turn, a second later. */
  async again(): Promise<void> {
    const round = this.round();
    this.next?.();
    await round;
  }

  submit(form: string): void {
    this.byId(form).heard.get('submit')?.({ preventDefault: () => undefined });
  }

  /** Resolves when the page waits for its next turn. */
  round(): Promise<void> {
    return new Promise((resolve) => {
      this.askedAgain = resolve;
    });
  }

  private answer(
    address: string,
    { method, headers }: { method: string; headers: Record<string, string> },
  ): Promise<object> {
    const path = /api\/v1\/([^?]*)/.exec(address)?.[1] ?? '';
    if (path === 'passings/stream') return Promise.resolve(this.stream ?? { ok: false, status: 503 });
    this.asked.push([method, path, headers]);
    const given = this.answers[path];
    const answer = typeof given === 'function' ? (given as (headers: object) => object)(headers) : given;
    const status = answer instanceof Error && 'status' in answer ? answer.status : 200;
    if (answer instanceof Error && status === 200) return Promise.reject(answer);
    const body = answer instanceof Error ? { message: answer.message } : answer;
    return Promise.resolve({ ok: status === 200, status, json: () => Promise.resolve(body) });
  }
}

describe('the script of the dashboard', () => {
  it('shows how many ride, the decoders, and the passings', async () => {
    const { byId } = await new FakePage(FINE).open();
    expect(byId('active').textContent).toBe('3');
    expect(byId('decoders').words).toContain('not read: Not read since 12:00:00 UTC');
    expect(byId('passings').words).toContain('FL-94890');
    expect(byId('warnings').words).toEqual(decoder.warnings);
    expect(byId('unkept').words).toEqual(['finish: Not certain since 12:00 UTC.']);
    expect(byId('trouble').textContent).toBe('');
    expect(byId('latest').className).toBe('');
  });

  it('marks the riders of the demo as invented', async () => {
    const page = await new FakePage({
      ...FINE,
      decoders: { decoders: [decoder, { ...decoder, decoder_id: 'velodrome', simulated: true }] },
    }).open();
    const { hidden, textContent } = page.byId('simulated');
    expect(hidden).toBe(false);
    expect(textContent).toBe('This is the demo: the riders of the decoder velodrome are invented.');
    expect(page.byId('decoders').words).toContain('velodrome (simulated)');
    page.answers = FINE;
    await page.again();
    expect(page.byId('simulated').hidden).toBe(true);
  });

  it('says nothing of what is kept where all is', async () => {
    const { byId } = await new FakePage({
      ...FINE,
      decoders: { decoders: [{ ...decoder, completeness: 'complete' }] },
    }).open();
    expect(byId('unkept').words).toEqual([]);
  });

  it('keeps the sentence of a decoder whose own answer does not come, until the decoder is gone', async () => {
    const page = await new FakePage(FINE).open();
    const path = Object.keys(FINE).find((each) => each.endsWith('/completeness')) ?? '';
    page.answers = { ...FINE, [path]: new Error('no answer within 5 s') };
    await page.again();
    expect(page.byId('unkept').words).toEqual(['finish: Not certain since 12:00 UTC.']);
    page.answers = { ...FINE, [path]: Object.assign(new Error('unknown'), { status: 404 }) };
    await page.again();
    expect(page.byId('unkept').words).toEqual([]);
  });

  it('leaves in place what did not change', async () => {
    const page = await new FakePage(FINE).open();
    const before = [...page.byId('passings').children, ...page.byId('warnings').children];
    await page.again();
    const after = [...page.byId('passings').children, ...page.byId('warnings').children];
    expect(after.every((element, at) => element === before[at])).toBe(true);
  });

  it('shows nothing old as new when the gateway is gone, and says how old it is', async () => {
    const page = await new FakePage(FINE).open();
    const gone = new TypeError('fetch failed');
    page.answers = Object.fromEntries(Object.keys(FINE).map((path) => [path, gone]));
    page.nowMs += 12_000;
    await page.again();
    expect(page.byId('trouble').textContent).toBe('The gateway does not answer.');
    for (const part of ['riders', 'links', 'latest']) {
      expect(page.byId(part).className).toBe('old');
      expect(page.byId(`${part}-age`).textContent).toMatch(/^As it was at .*, 12 s ago$/);
    }
    page.answers = FINE;
    await page.again();
    expect(page.byId('trouble').textContent).toBe('');
    expect(page.byId('latest').className).toBe('');
    expect(page.byId('latest-age').textContent).toBe('');
  });

  it('goes on to tell of the decoders while the storage is away, and that the rest is old', async () => {
    const page = await new FakePage(FINE).open();
    const away = refusal(503, 'The storage cannot be reached.');
    page.answers = { ...FINE, 'transponders/active': away, passings: away };
    await page.again();
    expect(page.byId('decoders').words).toContain('not read: Not read since 12:00:00 UTC');
    expect(page.byId('links').className).toBe('');
    expect(page.byId('riders').className).toBe('old');
    expect(page.byId('latest').className).toBe('old');
    expect(page.byId('trouble').textContent).toBe(away.message);
  });

  it('shows no riders that it never knew', async () => {
    const away = refusal(503, 'The storage cannot be reached.');
    const { byId } = await new FakePage({ ...FINE, 'transponders/active': away, passings: away }).open();
    expect(byId('active').textContent).toBe('');
    expect(byId('decoders').words).toContain('7');
  });

  it('shows the track no longer to whoever may not see it any more', async () => {
    const page = await new FakePage(FINE).open();
    const refused = refusal(401, 'The key was revoked.');
    page.answers = Object.fromEntries(Object.keys(FINE).map((path) => [path, refused]));
    void page.again();
    await untilTrue(() => page.byId('track').hidden);
    expect(page.byId('login').hidden).toBe(false);
    expect(page.byId('trouble').textContent).toBe(refused.message);
    expect(page.stored.size).toBe(0);
  });

  it('logs in with an account, and takes a new token where the first is over', async () => {
    let access = 'first';
    const only = (answer: object | undefined) => (headers: Record<string, string>) =>
      headers.authorization === `Bearer ${access}` ? answer : refusal(401, 'over');
    const answers = Object.fromEntries(Object.entries(FINE).map(([path, answer]) => [path, only(answer)]));
    const tokens = { access_token: 'first', refresh_token: 'r' };
    const page = await new FakePage({ ...answers, 'auth/login': tokens }, null).open();
    for (const [id, value] of Object.entries({ email: 'c@example.org', device: 'd', 'device-secret': 's' }))
      page.byId(id).value = value;
    const round = page.round();
    page.submit('person');
    await round;
    expect(page.byId('active').textContent).toBe('3');
    expect(page.asked[0]).toMatchObject([
      'POST',
      'auth/login',
      { 'x-device-id': 'd', 'x-device-secret': 's' },
    ]);
    access = 'second';
    page.answers = { ...page.answers, 'auth/refresh': { access_token: 'second' } };
    page.asked.length = 0;
    await page.again();
    expect(page.byId('trouble').textContent).toBe('');
    expect(page.asked.filter(([, path]) => path === 'auth/refresh')).toHaveLength(1);
    expect(page.stored.get('login')).toContain('second');
  });

  describe('with a stream', () => {
    const at = (passing_number: number, rtc_time: number, more: object = {}) => ({
      ...passing,
      passing_number,
      rtc_time,
      rtc_time_us: String(rtc_time * 1000),
      received_at: 0,
      transponderid: `T-${passing_number}`,
      ...more,
    });
    const event = (row: object): string => `id: a.1\nevent: passing\ndata: ${JSON.stringify(row)}`;
    const shown = (page: FakePage): unknown[] =>
      page.byId('passings').words.filter((word) => String(word).startsWith('T-'));
    const asked = (page: FakePage): number => page.asked.filter(([, path]) => path === 'passings').length;
    let page: FakePage;
    let stream: FakeStream;

    beforeEach(async () => {
      page = new FakePage({ ...FINE, passings: { passings: [at(2, 2000), at(1, 1000)] } });
      stream = new FakeStream();
      page.stream = stream;
      stream.write('retry: 1000\nid: a.0');
      await page.open();
      await untilTrue(() => shown(page).length === 2);
      page.asked.length = 0;
    });

    it('shows each passing when it comes, a late one in its place, and one that was dated anew once', async () => {
      stream.write(event(at(4, 4000)), event(at(3, 1500)), ': heartbeat\nid: a.2');
      await untilTrue(() => shown(page).length === 4);
      expect(shown(page)).toEqual(['T-4', 'T-2', 'T-3', 'T-1']);
      stream.write(event(at(1, 3000)));
      await untilTrue(() => shown(page)[1] === 'T-1');
      expect(shown(page)).toEqual(['T-4', 'T-1', 'T-2', 'T-3']);
      await page.again();
      expect(asked(page)).toBe(0);
      expect(page.byId('latest').className).toBe('');
    });

    it('keeps the latest twenty', async () => {
      stream.write(...Array.from({ length: 30 }, (_, index) => event(at(10 + index, 5000 + index))));
      await untilTrue(() => shown(page)[0] === 'T-39');
      expect(shown(page)).toHaveLength(20);
    });

    it('asks for the latest anew where the storage was set back', async () => {
      page.answers = { ...page.answers, passings: { passings: [at(1, 1000)] } };
      stream.write('id: a.1\nevent: rewound\ndata: {"cursor":"a.1"}');
      await untilTrue(() => shown(page).length === 1);
      expect(shown(page)).toEqual(['T-1']);
    });

    it('opens another one where the line is cut or dead, and asks meanwhile', async () => {
      page.stream = undefined;
      stream.end();
      await new Promise((resolve) => setImmediate(resolve));
      await page.again();
      expect(asked(page)).toBe(1);
      page.stream = new FakeStream();
      page.stream.write('id: b.0');
      await page.again();
      await untilTrue(() => asked(page) >= 2);
      page.asked.length = 0;
      await page.again();
      expect(asked(page)).toBe(0);
    });

    it('asks for the latest itself while the stream is silent, as it may be dead', async () => {
      page.nowMs += 9000;
      await page.again();
      expect(asked(page)).toBe(1);
      stream.write(': heartbeat\nid: a.1');
      await new Promise((resolve) => setImmediate(resolve));
      await page.again();
      expect(asked(page)).toBe(1);
    });

    it('says that they are old while the storage is away, although the line is there', async () => {
      page.answers = {
        ...page.answers,
        'transponders/active': refusal(503, 'The storage cannot be reached.'),
      };
      await page.again();
      expect(page.byId('latest').className).toBe('old');
    });
  });

  it.each([
    ['time_doubtful', / \(doubtful\)$/],
    ['time_from_receipt', / \(when received\)$/],
  ])('marks a time with the flag %s', async (flag, marked) => {
    const { byId } = await new FakePage({
      ...FINE,
      passings: { passings: [{ ...passing, flags: ['low_battery', flag] }] },
    }).open();
    expect(byId('passings').words[0]).toMatch(marked);
  });
});

async function untilTrue(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
