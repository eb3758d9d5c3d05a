import type { DecoderReport, Dialogue, PassingReport } from '#decoder';
import { PassingDialogue } from './passing-dialogue.js';

const passing = (passingNumber: number): PassingReport => ({
  kind: 'passing',
  type: 'PASSING',
  fields: { passingNumber, transponder: 7, rtcTimeUs: 1000 },
  asked: [],
  raw: [],
});

/** A link on which `hear` lets a record come. */
function linkOf(dialogue: Dialogue | undefined): {
  readonly hear: (record: DecoderReport) => void;
  readonly dialogue: PassingDialogue;
} {
  const listeners = new Set<(record: DecoderReport) => void>();
  return {
    hear: (record) => {
      for (const listener of listeners) listener(record);
    },
    dialogue: new PassingDialogue({
      dialogue,
      request: () => new Promise(() => undefined),
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      readMs: () => performance.now(),
      await: () => () => undefined,
    }),
  };
}

const RESENDS = {
  signs: [],
  identity: undefined,
  time: undefined,
  session: undefined,
  resend: () => ({ type: 'RESEND', encode: () => new Uint8Array() }),
  commands: [],
  refusalOf: () => ({ words: '', isUnsupported: true }),
} satisfies Dialogue;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe(PassingDialogue.name, () => {
  it('takes the one passing that it looks at for no passing of a rider', async () => {
    const { dialogue, hear } = linkOf(RESENDS);
    void dialogue.look({ from: 9, until: 9 }, undefined);
    await turn();
    hear(passing(9));
    expect(dialogue.isOnlyLookedAt(passing(9), 0)).toBe(true);
    expect(dialogue.isOnlyLookedAt(passing(8), 0)).toBe(false);
  });

  it.each([
    ['speaks only', undefined],
    ['cannot send again', { ...RESENDS, resend: undefined }],
  ])('keeps every passing of a decoder that %s', async (_, asked) => {
    const { dialogue, hear } = linkOf(asked);
    const looked = dialogue.look({ from: 9, until: 9 }, undefined);
    await turn();
    hear(passing(9));
    expect(dialogue.isOnlyLookedAt(passing(9), undefined)).toBe(false);
    const { sent, trouble } = await looked;
    expect([sent, trouble?.fault]).toEqual([[], 'refused']);
  });
});
