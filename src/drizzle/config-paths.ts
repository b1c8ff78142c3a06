import { type Value, unknownValue } from './config-value.ts';
import { folderOf } from './schema/paths.ts';

/**
 * What the names for a module's own place stand for, where `/` is the root of the repository. The
 * working directory is not known; what is relative to it stays relative.
 */
export function fileNames(path: string): ReadonlyMap<string, string> {
  const folder = `/${folderOf(path)}`;
  return new Map([
    ['__dirname', folder],
    ['import.meta.dirname', folder],
    ['import.meta.dir', folder],
    ['__filename', `/${path}`],
    ['import.meta.filename', `/${path}`],
    ['import.meta.url', `/${path}`],
  ]);
}

/** What a call of one of the functions that make paths gives; `callee` is as it is written. */
export function callKnown(callee: string, values: readonly string[], path: string): Value {
  const [first = '', second = ''] = values;
  if (callee === 'process.cwd') return '.';
  if (callee === 'URL') return values.length === 2 ? resolve([folderOf(second), first]) : first;
  const name = /^(?:(?:\w*path|posix|url)\.)*(\w+)$/i.exec(callee)?.[1];
  if (name === 'fileURLToPath' || name === 'pathToFileURL' || name === 'normalize') return first;
  if (name === 'dirname') return folderOf(first) || '/';
  if (name === 'join') return join(values);
  if (name === 'resolve') return resolve(values);
  // Relative to the working directory, as it will be read.
  if (name === 'relative') return isHere(first, path) ? second : unknownValue;
  return unknownValue;
}

function isHere(from: string, path: string): boolean {
  return from === '.' || from === '' || from === `/${folderOf(path)}`;
}

/** The last absolute path, and what follows it. */
function resolve(parts: readonly string[]): string {
  const last = parts.findLastIndex((part) => part.startsWith('/'));
  return join(parts.slice(Math.max(0, last)));
}

/** Joins parts; `..` at the beginning of a relative path stays. */
function join(parts: readonly string[]): string {
  const joined: string[] = [];
  const isAbsolute = parts.find((part) => part !== '')?.startsWith('/') ?? false;
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    const last = joined.at(-1);
    if (part !== '..' || last === undefined || last === '..') joined.push(part);
    else joined.pop();
  }
  return `${isAbsolute ? '/' : ''}${joined.join('/')}`;
}
