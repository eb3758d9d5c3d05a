/**
 * Program of the thread for long reads, so that storing passings never waits for them. Storing also comes first where both
 * want the same processor.
 */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { RedisPassingsRepository, RedisSites } from '#passings';
import { connectRedis, untilReady } from '#redis';
import { StoreAnswers } from '../reading/store-answers.js';
import type { NumberedAnswer, NumberedQuestion, ThreadSettings } from './messages.js';
import { packError } from './portable-error.js';
import { QuestionsAnswered } from './questions-answered.js';

const LONGEST_BEGIN_MS = 1000;

// Linux sets the priority of this thread, other systems that of the whole process.
if (process.platform === 'linux') comeSecond();

const { redisUrl } = workerData as ThreadSettings;
const redis = connectRedis(redisUrl, { role: 'long-requests' });
const connections = { reader: redis, writer: redis };
const sites = new RedisSites((site) => new RedisPassingsRepository(connections, site));
const questions = new QuestionsAnswered(new StoreAnswers(sites));
/**
 * Resolves when Redis is connected, or after `LONGEST_BEGIN_MS`: a first question is not refused because the thread just
 * began, and tells the error itself.
 */
const begun = untilReady(redis, LONGEST_BEGIN_MS).catch(() => undefined);

function comeSecond(): void {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Without the permission the scheduler treats both threads alike.
  }
}

async function answer({ number, question }: NumberedQuestion): Promise<void> {
  await begun;
  let message: NumberedAnswer;
  try {
    message = { number, answer: await questions.answer(question) };
  } catch (error) {
    message = { number, error: packError(error) };
  }
  parentPort?.postMessage(message, buffersOf(message));
}

/** Returns the buffers to transfer, which saves copying them. */
function buffersOf(message: NumberedAnswer): ArrayBuffer[] {
  if (!('answer' in message) || typeof message.answer !== 'object') return [];
  const { answer: given } = message;
  return [given instanceof Uint8Array ? (given.buffer as ArrayBuffer) : given.memory];
}

parentPort?.on('message', (message: NumberedQuestion) => void answer(message));
