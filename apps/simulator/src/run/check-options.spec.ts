import { checkOptions } from './check-options.js';

describe('checkOptions', () => {
  it('should take everything at its limits', () => {
    expect(() => {
      checkOptions({});
      checkOptions({ riders: 0, seed: -1, port: 65_535, speed: 1000, historyMinutes: 0 });
      checkOptions({ loops: [{ metres: 249.9, startNumber: 1, decoderId: 0xffff_ffff }] });
    }).not.toThrow();
  });

  it.each([
    [{ riders: 20_001 }, 'riders: 20001, give 0 to 20000'],
    [{ riders: 1.5 }, 'riders: 1.5 is no whole number, give 0 to 20000'],
    [{ seed: NaN }, 'seed: NaN is no whole number'],
    [{ port: 65_535, loops: [{ metres: 0 }, { metres: 1 }] }, 'port: 65535, give 0 to 65534'],
    [{ speed: 0 }, 'speed: 0, give 0.01 to 1000'],
    [{ loops: [] }, 'loops: empty, give at least one loop'],
    [{ loops: [{ metres: 250 }] }, 'loops[0].metres: 250, give 0 to below 250'],
    [{ loops: [{ metres: 0, startNumber: 0 }] }, 'loops[0].startNumber: 0, give 1 to 4294967295'],
  ])('should refuse %j and say what is possible', (options, message) => {
    expect(() => {
      checkOptions(options);
    }).toThrow(message);
  });
});
