import { FEATURES } from '../../access/license/features.js';
import { licenseTrouble } from './license-gate.js';

describe(licenseTrouble.name, () => {
  it.each(FEATURES)('names %s and what to do, where it is not granted', (feature) => {
    expect(licenseTrouble(feature, 'granted')).toBeUndefined();
    for (const state of ['lapsed', 'missing'] as const) {
      const sentence = licenseTrouble(feature, state);
      expect(sentence).toContain(feature);
      expect(sentence).toContain('POST /api/v1/license/activate');
    }
  });
});
