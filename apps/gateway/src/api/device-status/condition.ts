import { type StorageTrouble, TROUBLE_WORDS } from '../../platform/storage/storage-trouble.js';
import type { DecoderHealth } from './decoder-health.js';

export const DEVICE_STATES = ['online', 'degraded', 'offline'] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

export interface DeviceFacts {
  readonly storage: StorageTrouble | undefined;
  /** Count of passings that are not in the storage yet. */
  readonly waitingPassings: number;
  readonly decoders: readonly DecoderHealth[];
  /** Further troubles to look after, as sentences. */
  readonly notices: readonly string[];
  readonly diskUsagePercent: number | undefined;
  readonly memoryUsagePercent: number | undefined;
  readonly temperatureC: number | undefined;
}

export interface Condition {
  readonly status: DeviceState;
  /** Why the status is not `online`, the gravest first. */
  readonly reasons: readonly string[];
}

const FULL_DISK_PERCENT = 90;
const FULL_MEMORY_PERCENT = 95;
/** Temperature from which small boards slow themselves down. */
const HOT_C = 80;

/**
 * `offline`: a rider who crosses a loop now is not recorded. `degraded`: riders are recorded, perhaps not at every loop, and
 * a trouble needs attention. A lost internet connection does not count: no passing is missed without it.
 */
export function conditionOf(facts: DeviceFacts): Condition {
  const storage = storageReasons(facts);
  const decoders = decoderReasons(facts);
  const reasons = [...storage, ...decoders, ...facts.notices, ...machineReasons(facts)];
  const isDeaf = facts.decoders.length > 0 && facts.decoders.every(({ isConnected }) => !isConnected);
  if (storage.length > 0 || isDeaf) return { status: 'offline', reasons };
  return { status: reasons.length > 0 ? 'degraded' : 'online', reasons };
}

function storageReasons({ storage, waitingPassings }: DeviceFacts): string[] {
  if (storage === undefined) return [];
  const { what, remedy } = TROUBLE_WORDS[storage];
  return [`${what}: ${waiting(waitingPassings)} here until it takes them again. ${remedy}`];
}

function waiting(passings: number): string {
  if (passings === 0) return 'passings wait';
  return passings === 1 ? '1 passing waits' : `${passings.toLocaleString('en')} passings wait`;
}

function decoderReasons({ decoders }: DeviceFacts): string[] {
  if (decoders.length === 0)
    return ['No decoder is configured: add one with POST /api/v1/decoders, or in COACHLINK_DECODERS.'];
  return decoders.flatMap(({ trouble }) => trouble ?? []);
}

function machineReasons({ diskUsagePercent, memoryUsagePercent, temperatureC }: DeviceFacts): string[] {
  const reasons: string[] = [];
  if ((diskUsagePercent ?? 0) >= FULL_DISK_PERCENT)
    reasons.push(`The disk is ${diskUsagePercent ?? 0} % full: make room before it is.`);
  if ((memoryUsagePercent ?? 0) >= FULL_MEMORY_PERCENT)
    reasons.push(`The memory is ${memoryUsagePercent ?? 0} % full.`);
  if ((temperatureC ?? 0) >= HOT_C)
    reasons.push(`The processor is at ${temperatureC ?? 0} °C: give it air, or shade.`);
  return reasons;
}
