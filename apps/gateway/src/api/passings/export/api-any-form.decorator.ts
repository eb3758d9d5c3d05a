import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { PassingsAnswer } from '../answers/answers.js';
import { EXPORT_FORMATS, type ExportFormat } from '../rows/row-formats.js';
import { Piece } from '../rows/piece.js';
import { EXAMPLE_PASSING } from '../rows/row-layout.js';
import { rowTemplate } from '../rows/row-template.js';

export const exportDescription =
  'With `Accept: text/csv` or `Accept: application/x-ndjson` it answers with a file of everything that matches, however ' +
  'much that is: a row for each passing, with the keys and values of `passings[]`. `limit` bounds it where it is ' +
  'given, and a `cursor` goes on behind its page. In CSV (RFC 4180, with a header) null is an empty field, and `flags` ' +
  'are joined by a space; `time` is `rtc_time` in ISO 8601, and with `tz` there is `local_time` too. A file that cannot be finished is cut off, so that its transfer fails.';

/** Documents the answer as JSON and as each kind of file. */
export const ApiPassingsInAnyForm = (description: string): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(PassingsAnswer),
    ApiOkResponse({
      description,
      headers: {
        Vary: {
          required: true,
          description: 'That the form depends on Accept and Accept-Encoding.',
          schema: { type: 'string' },
        },
        'Content-Disposition': {
          description: 'Only with a file: its name, which holds the window in UTC.',
          schema: { type: 'string' },
        },
      },
      content: {
        'application/json': { schema: { $ref: getSchemaPath(PassingsAnswer) } },
        ...Object.fromEntries(EXPORT_FORMATS.map((format) => [format.mediaType, documented(format)])),
      },
    }),
  );

function documented({ header, layout }: ExportFormat) {
  const piece = Piece.of(1000);
  piece.write(Buffer.from(rowTemplate(EXAMPLE_PASSING, layout).bytes).toString());
  const timesAt = piece.length - layout.behind.length - (layout.times?.form.length ?? 0);
  layout.times?.begin().write(piece.view, timesAt, Math.floor(EXAMPLE_PASSING.timeUs / 1000));
  const row = piece.bytes.toString('utf8', 0, piece.length);
  return { schema: { type: 'string' }, example: header + row } as const;
}
