import { runInNewContext } from 'node:vm';
import { SCRIPT } from './page.js';

/** As much of an element as the script touches. */
class FakeElement {
  textContent = '';
  hidden = false;
  className = '';
  value = '';
  href = '';
  children: FakeElement[] = [];
  readonly addEventListener = (): void => undefined;

  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }

  insertCell(): FakeElement {
    const cell = new FakeElement();
    this.children.push(cell);
    return cell;
  }

  get words(): string[] {
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
const FINE: Readonly<Record<string, object>> = {
  'transponders/active': { active_transponders: 3 },
  decoders: { decoders: [decoder] },
  passings: { passings: [passing] },
  'decoders/finish/completeness': { summary: 'Not certain since 12:00 UTC.' },
};

/** The page after it asked once; `answers` by path, an Error where it is refused. */
async function looked(answers: Readonly<Record<string, object>>): Promise<(id: string) => FakeElement> {
  const elements = new Map<string, FakeElement>();
  const byId = (id: string): FakeElement => {
    const element = elements.get(id) ?? new FakeElement();
    elements.set(id, element);
    return element;
  };
  const asked = new Promise<void>((resolve, reject) => {
    const fetch = (address: string): Promise<object> => {
      const answer = answers[/api\/v1\/([^?]*)/.exec(address)?.[1] ?? ''];
      const body = answer instanceof Error ? { message: answer.message } : answer;
      return Promise.resolve({ ok: !(answer instanceof Error), json: () => Promise.resolve(body) });
    };
    try {
      runInNewContext(SCRIPT, {
        document: {
          getElementById: byId,
          querySelector: byId,
          createElement: () => new FakeElement(),
        },
        location: { origin: 'http://127.0.0.1', pathname: '/' },
        sessionStorage: { getItem: () => '{"key":"k","secret":"s"}', setItem: () => undefined },
        fetch,
        // It would ask again then.
        setTimeout: () => {
          resolve();
        },
      });
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await asked;
  return byId;
}

describe('the script of the dashboard', () => {
  it('shows how many ride, the decoders, and the passings', async () => {
    const byId = await looked(FINE);
    expect(byId('active').textContent).toBe(3);
    expect(byId('decoders').words).toContain('not_read: Not read since 12:00:00 UTC');
    expect(byId('passings').words).toContain('FL-94890');
    expect(byId('warnings').words).toEqual(decoder.warnings);
    expect(byId('unkept').words).toEqual(['finish: Not certain since 12:00 UTC.']);
    expect(byId('trouble').textContent).toBe('');
  });

  it('says nothing of what is kept where all is', async () => {
    const byId = await looked({
      ...FINE,
      decoders: { decoders: [{ ...decoder, completeness: 'complete' }] },
    });
    expect(byId('unkept').words).toEqual([]);
  });

  it('goes on to tell of the decoders while the storage is away, and of no riders that it does not know', async () => {
    const away = new Error('The storage cannot be reached.');
    const byId = await looked({ ...FINE, 'transponders/active': away, passings: away });
    expect(byId('decoders').words).toContain('not_read: Not read since 12:00:00 UTC');
    expect(byId('active').textContent).toBe('-');
    expect(byId('trouble').textContent).toBe(away.message);
  });

  it.each([
    ['time_doubtful', / \(doubtful\)$/],
    ['time_from_receipt', / \(when received\)$/],
  ])('marks a time with the flag %s', async (flag, marked) => {
    const byId = await looked({
      ...FINE,
      passings: { passings: [{ ...passing, flags: ['low_battery', flag] }] },
    });
    expect(byId('passings').words[0]).toMatch(marked);
  });
});
