import type { FileOfRows, PassingsAnswers } from '../reading/passings-answers.js';
import { Piece } from '../rows/piece.js';
import type { Answers, Question } from './messages.js';

/** Answers the questions that come as messages, and remembers the open files. */
export class QuestionsAnswered {
  private readonly files = new Map<number, FileOfRows>();

  constructor(private readonly answers: PassingsAnswers) {}

  answer(question: Question): Promise<Answers[Question['kind']]> | undefined {
    switch (question.kind) {
      case 'query':
        return this.answers.ask(question.name, question.site, question.asked);
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

  private async fill(file: number, memory: ArrayBuffer): Promise<Answers['fill']> {
    const open = this.files.get(file);
    // A file that was opened in a thread that ended has lost rows, and must not look finished.
    if (open === undefined) throw new Error(`file ${file} is not open`);
    const piece = new Piece(memory);
    const { isLast } = await open.fill(piece);
    return { memory, length: piece.length, isLast };
  }
}
