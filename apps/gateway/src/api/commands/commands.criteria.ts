import { IntegerField, TextField, TextListField } from '../../platform/validation/fields.js';

/** Criteria of `POST /commands/audit`. */
export class CommandsCriteria {
  @TextListField({
    pattern: /^[0-9A-Fa-f]{1,4}$/,
    maxLength: 4,
    maxItems: 32,
    expected: 'a code of one to four hexadecimal digits, as GET /api/v1/commands lists them',
    description: 'Codes of commands, executed in this order.',
    example: ['402', '20'],
  })
  commands!: string[];

  @TextField({
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    maxLength: 64,
    expected: 'the name of a decoder: letters, digits, _ . -',
    description: 'The one decoder to ask; without it every decoder that is connected.',
  })
  decoder_id?: string;
}

/** Bodies to try; the first is that of the source document. */
export const commandsExamples = {
  document: { summary: 'Passing audit, then a ping', value: { commands: ['402', '20'] } },
  questions: { summary: 'Version, status and clock', value: { commands: ['3', '2', '24'] } },
};

export const DEFAULT_LIMIT = 100;

/** Criteria of `GET /commands/audit`. */
export class TrailCriteria {
  @IntegerField({ min: 1, max: 1000, default: DEFAULT_LIMIT, description: 'How many executions at most.' })
  limit?: number;
}
