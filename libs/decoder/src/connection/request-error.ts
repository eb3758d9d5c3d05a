import { ERROR_CODES, type P3RecordOf, type RecordTypeName } from '../p3/index.js';

export function formatRequestError(asked: RecordTypeName, { fields }: P3RecordOf<'ERROR'>): string {
  const { errorCode, description } = fields;
  const meaning = description ?? ERROR_CODES[errorCode ?? 0] ?? 'no reason given';
  return `the decoder refused ${asked}: ${meaning} (error ${errorCode ?? 'without a code'})`;
}
