import { TRACK_METRES } from '../track/crossing.js';
import type { LoopOptions, SimulatorOptions } from './simulator-options.js';

const MAX_RIDERS = 20_000;
const MAX_PORT = 65_535;
const MAX_U32 = 0xffff_ffff;

/** Refuses impossible options by their name, with the possible values. */
export function checkOptions(options: SimulatorOptions): void {
  const { riders, seed, port, loops, statusPeriodMs, speed, historyMinutes } = options;
  whole('riders', riders, 0, MAX_RIDERS);
  whole('seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  whole('port', port, 0, MAX_PORT - ((loops?.length ?? 1) - 1));
  whole('statusPeriodMs', statusPeriodMs, 1, 3_600_000);
  within('speed', speed, 0.01, 1000);
  within('historyMinutes', historyMinutes, 0, 7 * 24 * 60);
  if (loops?.length === 0) throw new RangeError('loops: empty, give at least one loop');
  loops?.forEach(checkLoop);
}

function checkLoop(loop: LoopOptions, index: number): void {
  const name = (option: string): string => `loops[${index}].${option}`;
  if (!(loop.metres >= 0 && loop.metres < TRACK_METRES)) {
    throw new RangeError(`${name('metres')}: ${loop.metres}, give 0 to below ${TRACK_METRES}`);
  }
  whole(name('decoderId'), loop.decoderId, 0, MAX_U32);
  whole(name('startNumber'), loop.startNumber, 1, MAX_U32);
  whole(name('keptPassings'), loop.keptPassings, 1, Number.MAX_SAFE_INTEGER);
  within(name('clockOffsetMs'), loop.clockOffsetMs, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

function whole(name: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && !Number.isInteger(value)) {
    throw new RangeError(`${name}: ${value} is no whole number, give ${least} to ${most}`);
  }
  within(name, value, least, most);
}

function within(name: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && !(value >= least && value <= most)) {
    throw new RangeError(`${name}: ${value}, give ${least} to ${most}`);
  }
}
