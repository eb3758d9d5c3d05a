import { type DecoderSide, linesIn, type Reply, type Told } from '../decoder-side.js';

const FILE = 12;
/** Fields behind the number, code, date, time, event, hits and RSSI: of a passive transponder. */
const REST = ';;0;;;;;;;;Simulated;12;2;D-5001';

const lineOf = (text: string): Uint8Array => Buffer.from(`${text}\r\n`, 'latin1');

export function createSide(): DecoderSide {
  return {
    pushesUnasked: false,
    waitsForAcknowledgement: false,
    passing: ({ passingNumber, transponder, rtcTimeUs, strength, hits }, isResent) => {
      const fields = `${passingNumber};${transponder};${momentText(rtcTimeUs)};0;${hits};${strength}${REST}`;
      return lineOf(isResent ? fields : `#P;${fields}`);
    },
    status: () => undefined,
    answers: (written, told) => {
      const { lines, rest } = linesIn(written);
      return { replies: lines.flatMap((line) => repliesTo(line, told)), rest };
    },
  };
}

function repliesTo(line: string, { rtcTimeUs, lastNumber }: Told): Reply[] {
  const [, from, count] = /^([0-9]+):([0-9]+)$/.exec(line) ?? [];
  if (from !== undefined) {
    const until = Math.min(Number(from) + Number(count) - 1, lastNumber);
    return [{ from: Number(from), until }, lineOf('')];
  }
  switch (line.split(';')[0]) {
    case 'SETPUSHPASSINGS':
      return [lineOf(line), 'push_begins'];
    case 'PASSINGS':
      return [lineOf(`PASSINGS;${lastNumber};${FILE}`)];
    case 'GETTIME':
      return [lineOf(`GETTIME;${momentText(rtcTimeUs)}`)];
    case 'GETSTATUS':
      return [lineOf(`GETSTATUS;${momentText(rtcTimeUs)};1;00000000;1;${FILE};0;;1;100`)];
    case 'GETFIRMWAREVERSION':
      return [lineOf('GETFIRMWAREVERSION;2.6')];
    default:
      return [lineOf(line)];
  }
}

function momentText(us: number): string {
  return new Date(Math.floor(us / 1000)).toISOString().slice(0, 23).replace('T', ';');
}
