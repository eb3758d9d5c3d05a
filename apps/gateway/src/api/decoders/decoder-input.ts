import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { parseDecoderUrl } from '#decoder';
import { DECODER_ID, LONGEST_DECODER_ID } from '../../platform/config/decoder-id.js';
import { ForceInput } from '../../access/license/license.input.js';
import { TextField } from '../../platform/validation/fields.js';

const LONGEST_URL = 512;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** Why the value is no decoder URL, in the parser's words; undefined where it is one. */
function faultOf(url: unknown): string | undefined {
  if (typeof url !== 'string') return 'must be a decoder URL such as p3+tcp://192.168.1.50:5403?loop=1';
  if (url.length > LONGEST_URL) return `must have at most ${LONGEST_URL} characters`;
  if (!VISIBLE_ASCII.test(url)) return 'must have visible ASCII characters only, and at least one';
  try {
    parseDecoderUrl(url);
    return undefined;
  } catch (error) {
    return `cannot be: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const UrlField = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      pattern: '^p3\\+(tcp|serial)://',
      minLength: 1,
      maxLength: LONGEST_URL,
      description:
        'Where the decoder is and how its passings are taken: `p3+tcp://host:5403` or `p3+serial:///dev/ttyUSB0`, ' +
        'with the parameters `loop`, `clock`, `baud`, `kind`, `backfill` and `record` of docs/decoders.md.',
    }),
    ValidateBy({
      name: 'decoderUrl',
      validator: {
        validate: (value) => faultOf(value) === undefined,
        defaultMessage: (validation) => faultOf(validation?.value) ?? '',
      },
    }),
  );

export class DecoderInput {
  @TextField({
    required: true,
    pattern: DECODER_ID,
    maxLength: LONGEST_DECODER_ID,
    expected: `an id of letters, digits, _ . - that begins with a letter or digit, at most ${LONGEST_DECODER_ID} long`,
    description: 'What its passings are known by from now on.',
  })
  readonly decoder_id!: string;
  @UrlField()
  readonly url!: string;
}

export class DecoderChangeInput extends ForceInput {
  @UrlField()
  readonly url!: string;
}

/** Bodies to try; the first one right away. */
export const newDecoderExamples = {
  network: {
    summary: 'On the network',
    value: { decoder_id: 'finish', url: 'p3+tcp://192.168.1.50:5403?loop=1' },
  },
  serial: {
    summary: 'On a serial port',
    value: { decoder_id: 'back-straight', url: 'p3+serial:///dev/ttyUSB0?baud=115200&loop=2' },
  },
};

export const changedDecoderExamples = {
  network: { summary: 'It has another address', value: { url: 'p3+tcp://192.168.1.51:5403?loop=1' } },
};
