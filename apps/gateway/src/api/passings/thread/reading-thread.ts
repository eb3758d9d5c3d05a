/**
 * The program of the thread that reads what may be long, so that passings never wait for it. It comes after them too where
 * both want the same processor.
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

// On Linux this is said of a thread, elsewhere of all the process.
if (process.platform === 'linux') comeSecond();

const { redisUrl } = workerData as ThreadSettings;
const redis = connectRedis(redisUrl, { role: 'long-requests' });
const connections = { reader: redis, writer: redis };
const sites = new RedisSites((site) => new RedisPassingsRepository(connections, site));
const questions = new QuestionsAnswered(new StoreAnswers(sites));
/** Whoever asks first is not refused because we have only just begun. Where that fails, the question will say why. */
const begun = untilReady(redis, LONGEST_BEGIN_MS).catch(() => undefined);

function comeSecond(): void {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where that is forbidden the scheduler treats both alike.
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

/** Handed over, not copied. */
function buffersOf(message: NumberedAnswer): ArrayBuffer[] {
  if (!('answer' in message) || typeof message.answer !== 'object') return [];
  const { answer: given } = message;
  return [given instanceof Uint8Array ? (given.buffer as ArrayBuffer) : given.memory];
}

parentPort?.on('message', (message: NumberedQuestion) => void answer(message));
