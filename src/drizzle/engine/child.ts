import { flushCompileCache } from 'node:module';
import { startReading, type Reading } from '../schema/interpreter/read.ts';
import { parseModule, type ModuleFile } from '../schema/interpreter/module-file.ts';
import type { FromChild, ToChild, WireImport } from '../schema/wire.ts';
import { generateSnapshot, generateStatements } from './generate.ts';
import { drizzle } from './packages.ts';
import { setTrap, wasTrapped } from './trap.ts';

/** The trees of the last files; base and head of a change share nearly all of theirs. */
const parsed = new Map<string, ModuleFile>();
const mostParsed = 1_000;

/** Characters of an answer; the snapshot of a schema of 132 tables takes 0.6 million. */
const longestAnswer = 30_000_000;

let reading: Reading | null = null;
let asked: readonly WireImport[] = [];

const exit = setTrap();
process.on('message', (message: ToChild) => void answer(message));
process.on('disconnect', exit);
say({ kind: 'ready' });
// It ends by a signal, before which it would not write what it has compiled.
flushCompileCache();

async function answer(message: ToChild): Promise<void> {
  try {
    say(await reply(message));
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : 'no reason' });
  }
}

async function reply(message: ToChild): Promise<FromChild> {
  if (message.kind === 'sql') {
    return { kind: 'statements', statements: await generateStatements(message.from, message.to) };
  }
  if (message.kind === 'read') {
    const { entry, casing } = message;
    const generate = (entities: readonly object[]) => generateSnapshot(entities, casing);
    reading = startReading({ entry, drizzle, generate, parse });
    reading.add(message.files);
  } else {
    reading?.add(message.files);
    reading?.resolve(asked, message.resolved);
  }
  if (!reading) throw new Error('nothing is being read');
  const step = reading.step();
  if ('needs' in step) {
    asked = step.needs;
    return { kind: 'needs', imports: step.needs };
  }
  reading = null;
  return { kind: 'schema', schema: step.schema, isDoubtful: wasTrapped() };
}

function parse(path: string, text: string): ModuleFile {
  const known = parsed.get(path);
  if (known?.text === text) return known;
  if (parsed.size >= mostParsed) parsed.clear();
  const file = parseModule(path, text);
  parsed.set(path, file);
  return file;
}

function say(message: FromChild): void {
  const isTooLong = JSON.stringify(message).length > longestAnswer;
  const said: FromChild = isTooLong
    ? { kind: 'failed', message: 'the answer is too long' }
    : message;
  process.send?.(said);
}
