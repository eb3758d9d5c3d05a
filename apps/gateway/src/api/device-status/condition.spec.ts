import { conditionOf, type DeviceFacts } from './condition.js';

const up = { isConnected: true, isActive: true, trouble: undefined };
const down = { isConnected: false, isActive: false, trouble: 'Decoder finish is not connected: no power.' };
const quiet = { isConnected: true, isActive: false, trouble: 'Decoder start is connected, and is quiet.' };
const WELL: DeviceFacts = {
  storage: undefined,
  waitingPassings: 0,
  decoders: [up],
  notices: [],
  diskUsagePercent: 35.1,
  memoryUsagePercent: 62.8,
  temperatureC: 42.5,
};
const of = (given: Partial<DeviceFacts>): ReturnType<typeof conditionOf> =>
  conditionOf({ ...WELL, ...given });

describe(conditionOf.name, () => {
  it('is online, with nothing to say, while all is well or unknown', () => {
    const online = { status: 'online', reasons: [] };
    expect(of({})).toEqual(online);
    expect(
      of({ diskUsagePercent: undefined, memoryUsagePercent: undefined, temperatureC: undefined }),
    ).toEqual(online);
    expect(of({ decoders: [{ ...up, isActive: false }] })).toEqual(online);
    expect(of({ waitingPassings: 12 })).toEqual(online);
  });

  it.each<[string, Partial<DeviceFacts>, RegExp]>([
    ['one decoder of two is away', { decoders: [up, down] }, /^Decoder finish is not connected: no power\.$/],
    ['one is quiet', { decoders: [quiet] }, /^Decoder start is connected, and is quiet\.$/],
    ['there is no decoder', { decoders: [] }, /^No decoder is configured: add one/],
    ['there is a notice', { notices: ['Loop 2 is silent.'] }, /^Loop 2 is silent\.$/],
    ['the disk is almost full', { diskUsagePercent: 96.2 }, /^The disk is 96\.2 % full/],
    ['the memory is almost full', { memoryUsagePercent: 95 }, /^The memory is 95 % full/],
    ['it is hot', { temperatureC: 84.5 }, /^The processor is at 84\.5 °C/],
  ])('is degraded where %s', (_, given, reason) => {
    expect(of(given)).toEqual({ status: 'degraded', reasons: [expect.stringMatching(reason)] });
  });

  it.each<[string, Partial<DeviceFacts>, RegExp]>([
    ['the only decoder is away', { decoders: [down] }, /^Decoder finish is not connected/],
    [
      'the storage is away and nobody rides',
      { storage: 'down' },
      /^The storage cannot be reached: passings wait here until it takes them again\. Start Redis/,
    ],
    ['one passing waits', { storage: 'slow', waitingPassings: 1 }, /: 1 passing waits here until/],
    [
      'many wait',
      { storage: 'out_of_memory', waitingPassings: 1240 },
      /^The storage is out of memory: 1,240 passings wait here until it takes them again\. Give Redis more memory\.$/,
    ],
  ])('is offline where %s', (_, given, reason) => {
    expect(of(given)).toEqual({ status: 'offline', reasons: [expect.stringMatching(reason)] });
  });

  it('says everything, the gravest first', () => {
    const { status, reasons } = of({
      storage: 'down',
      decoders: [down, up],
      diskUsagePercent: 100,
    });
    expect(status).toBe('offline');
    expect(reasons.map((reason) => reason.split(' ').slice(0, 2).join(' '))).toEqual([
      'The storage',
      'Decoder finish',
      'The disk',
    ]);
  });
});
