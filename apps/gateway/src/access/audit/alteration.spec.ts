import { alterationOf, type Subject } from './alteration.js';

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
}

const THINGS: Subject<Thing> = {
  kind: 'device',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  shown: ({ name }) => ({ name }),
  secretsOf: ({ digest }) => ({ device_secret: digest }),
};
const box: Thing = { id: 'a', name: 'Box', digest: 'hunter2' };

describe(alterationOf.name, () => {
  it('tells what was, what is, and which fields are others', () => {
    const common = { kind: 'device', id: 'a' };
    expect(alterationOf(THINGS, undefined, box)).toEqual({
      ...common,
      name: 'Box',
      changed: [],
      before: null,
      after: { name: 'Box' },
    });
    expect(alterationOf(THINGS, box, undefined)).toMatchObject({ name: 'Box', after: null });
    expect(alterationOf(THINGS, box, { ...box, name: 'Hall' })).toEqual({
      ...common,
      name: 'Hall',
      changed: ['name'],
      before: { name: 'Box' },
      after: { name: 'Hall' },
    });
  });

  it('names a secret that is another, and never shows it', () => {
    const told = alterationOf(THINGS, box, { ...box, digest: 'hunter3' });
    expect(told?.changed).toEqual(['device_secret']);
    expect(JSON.stringify(told)).not.toContain('hunter');
  });

  it('is none where nothing changes', () => {
    expect(alterationOf(THINGS, box, { ...box })).toBeUndefined();
    expect(alterationOf(THINGS, undefined, undefined)).toBeUndefined();
  });
});
