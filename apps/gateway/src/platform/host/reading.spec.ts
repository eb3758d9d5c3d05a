import { Logger } from '@nestjs/common';
import { Reading } from './reading.js';

describe(Reading.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('is unknown where it fails, and known again', async () => {
    let isBroken = true;
    const reading = new Reading(
      'it',
      () => (isBroken ? Promise.reject(new Error('broken')) : Promise.resolve(7)),
      1000,
    );
    expect(await reading.take()).toBeUndefined();
    isBroken = false;
    expect(await reading.take()).toBe(7);
  });

  it('is unknown while it hangs, and not begun a second time', async () => {
    let begun = 0;
    let end: (value: number) => void = () => undefined;
    const reading = new Reading(
      'it',
      () =>
        new Promise<number>((resolve) => {
          begun++;
          end = resolve;
        }),
      5,
    );
    expect(await reading.take()).toBeUndefined();
    expect(await reading.take()).toBeUndefined();
    expect(begun).toBe(1);
    end(7);
    await new Promise((resolve) => setImmediate(resolve));
    const again = reading.take();
    end(8);
    expect(await again).toBe(8);
    expect(begun).toBe(2);
  });
});
