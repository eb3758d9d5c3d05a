import { setTimeout as delay } from 'node:timers/promises';
import type { FileOfRows, PassingsAnswers } from '../reading/passings-answers.js';
import { Piece } from '../rows/piece.js';
import type { Answers, Question } from './messages.js';

/**
 * Longest time for which a piece of a file waits for a query. A file may last as long as its reader likes; a query was
 * promised an answer within seconds.
 */
const LONGEST_WAIT_MS = 500;

/** Answers the questions that come as messages, and remembers the open files. */
export class QuestionsAnswered {
  private readonly files = new Map<number, FileOfRows>();
  /** Settles with the query under way. */
  private query: Promise<unknown> | undefined;

  constructor(private readonly answers: PassingsAnswers) {}

  answer(question: Question): Promise<Answers[Question['kind']]> | undefined {
    switch (question.kind) {
      case 'query':
        return this.ask(question);
      case 'open':
        this.files.set(question.file, this.answers.file(question.site, question.asked));
        return undefined;
      case 'fill':
        return this.fill(question.file, question.memory);
      case 'close':
        this.files.get(question.file)?.close();
        this.files.delete(question.file);
        return undefined;
    }
  }

  private async ask({ name, site, asked }: Question & { readonly kind: 'query' }): Promise<Answers['query']> {
    const query = this.answers.ask(name, site, asked);
    this.query = query;
    try {
      return await query;
    } finally {
      if (this.query === query) this.query = undefined;
    }
  }

  private async fill(file: number, memory: ArrayBuffer): Promise<Answers['fill']> {
    const open = this.files.get(file);
    // A file that was opened in a thread that ended has lost rows, and must not look finished.
    if (open === undefined) throw new Error(`file ${file} is not open`);
    if (this.query !== undefined)
      await Promise.race([this.query.catch(() => undefined), delay(LONGEST_WAIT_MS)]);
    const piece = new Piece(memory);
    const { isLast } = await open.fill(piece);
    return { memory, length: piece.length, isLast };
  }
}
