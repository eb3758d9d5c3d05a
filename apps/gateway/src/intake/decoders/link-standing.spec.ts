import { type LinkFacts, linkStanding } from './link-standing.js';

const AT_MS = Date.parse('2024-02-14T18:12:00Z');
const link = (state: LinkFacts['link']['link'], notReadSinceMs?: number): LinkFacts['link'] => ({
  link: state,
  linkSinceMs: 5,
  notReadSinceMs,
});
const facts: LinkFacts = {
  link: link('connected'),
  license: 'granted',
  licenseTrouble: undefined,
  isStarted: true,
  isReadElsewhere: false,
};

describe(linkStanding.name, () => {
  it.each(['connecting', 'connected', 'waiting', 'closed'] as const)('leaves %s to the link', (state) => {
    expect(linkStanding({ ...facts, link: link(state) }, 'down')).toEqual({ state, sinceMs: 5 });
  });

  it('does not call a link connected that is not read', () => {
    const standing = linkStanding({ ...facts, link: link('connected', AT_MS) }, 'down');
    expect(standing).toMatchObject({ state: 'not_read', sinceMs: AT_MS });
    expect(standing.phrase).toMatch(/^not read since 18:12:00 UTC.*not known.*Start Redis/);
    expect(linkStanding({ ...facts, link: link('connected', AT_MS) }, undefined).phrase).not.toMatch(/Redis/);
  });

  it.each(['closed', 'barred'] as const)(
    'says of one that is %s no word about licences before they were read',
    (state) => {
      const standing = linkStanding(
        { ...facts, link: link(state), license: 'unknown', isStarted: false },
        'loading',
      );
      expect(standing.state).toBe('awaiting_storage');
      expect(standing.phrase).toMatch(/^waiting for the storage.*loading its data\. Wait/);
      expect(standing.refusal).toBeUndefined();
    },
  );

  it('awaits the storage too where the licence is known, and not the clock offset', () => {
    const starting = { ...facts, link: link('closed'), isStarted: false };
    expect(linkStanding(starting, 'slow').state).toBe('awaiting_storage');
    expect(linkStanding(starting, undefined)).toEqual({ state: 'closed', sinceMs: 5 });
  });

  it('names the licence that is missing', () => {
    const unlicensed = { ...facts, license: 'missing', licenseTrouble: 'No licence.' } as const;
    for (const state of ['barred', 'closed', 'waiting'] as const)
      expect(linkStanding({ ...unlicensed, link: link(state) }, undefined)).toEqual({
        state: 'unlicensed',
        sinceMs: 5,
        refusal: 'No licence.',
      });
    expect(linkStanding({ ...unlicensed, link: link('connected') }, undefined).state).toBe('connected');
  });
});
