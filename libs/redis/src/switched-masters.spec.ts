import { SwitchedMasters } from './switched-masters.js';

describe(SwitchedMasters.name, () => {
  const TO_B = 'track 10.0.0.1 6379 10.0.0.2 6380';

  it('corrects a Sentinel that still names the old master, and no other answer', () => {
    const switched = new SwitchedMasters('track');
    expect(switched.correct('10.0.0.1:6379', 0)).toBeNull();
    expect(switched.note(TO_B, 1000)).toBe(true);
    expect(switched.correct('10.0.0.1:6379', 3000)).toEqual({ host: '10.0.0.2', port: 6380 });
    expect(switched.correct('10.0.0.2:6380', 3000)).toBeNull();
  });

  it('forgets it after a while: the old master may be master again', () => {
    const switched = new SwitchedMasters('track');
    switched.note(TO_B, 0);
    expect(switched.correct('10.0.0.1:6379', 5001)).toBeNull();
    switched.note('track 10.0.0.2 6380 10.0.0.1 6379', 6000);
    expect(switched.correct('10.0.0.1:6379', 6000)).toBeNull();
    expect(switched.correct('10.0.0.2:6380', 6000)).toEqual({ host: '10.0.0.1', port: 6379 });
  });

  it.each(['other 10.0.0.1 6379 10.0.0.2 6380', 'track', ''])('takes no notice of %j', (message) => {
    const switched = new SwitchedMasters('track');
    expect(switched.note(message, 0)).toBe(false);
    expect(switched.correct('10.0.0.1:6379', 0)).toBeNull();
  });
});
