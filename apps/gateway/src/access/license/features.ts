export const FEATURES = ['p3_decoder', 'x2_decoder', 'cloud_sync'] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * `granted`: an active licence holds it, or one in its days of grace. `lapsed`: the licence ran out; a running decoder may run
 * on, but no new one starts. `missing`: no licence ever held it, or it was revoked. `unknown`: the licences were not read yet.
 */
export const FEATURE_STATES = ['granted', 'lapsed', 'missing', 'unknown'] as const;
export type FeatureState = (typeof FEATURE_STATES)[number];

/** The licensed features that are in force on this gateway, never older than a second. */
export abstract class Features {
  abstract stateOf(feature: Feature): FeatureState;
}
