import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { summed, unsummed } from '../summed.ts';
import { copyFolder, isRunning, makeFolder, removeFolder, type Sums } from './folders.ts';

/** Data directories that are kept from one review to the next, each under a key. */
export interface Templates {
  /** A copy in a folder of the caller's; null where there is none, or it is damaged. */
  take(key: string): Promise<Template | null>;
  /** Keeps a copy of a folder in which no engine runs. Failing to do so is not the caller's trouble. */
  keep(key: string, template: Template): Promise<void>;
}

export interface Template {
  readonly folder: string;
  /** What its engine must be started with. */
  readonly extensions: readonly string[];
  readonly note: string;
}

const aboutFile = 'about';
const sizeFile = 'bytes';
const dataFolder = 'data';
const aboutSchema = z.strictObject({
  sums: z.record(z.string(), z.number()),
  extensions: z.array(z.string()),
  note: z.string(),
});

/**
 * Templates in a folder, at most `megabytes` of them. A template is made under another name and then
 * renamed, so that it is whole or not there; two processes may do that at once, and either may be
 * killed. It is checked against its sums when it is copied; what does not fit is removed.
 */
export function createTemplates(folder: string, megabytes: number): Templates {
  async function take(key: string): Promise<Template | null> {
    const place = join(folder, key);
    const about = await readAbout(place);
    if (!about) {
      // What stands there without it would keep another from being put in its place.
      await remove(key);
      return null;
    }
    const { extensions, note } = about;
    const copy = await makeFolder();
    const copied = await copyFolder(join(place, dataFolder), copy).catch(() => null);
    if (copied && isSame(copied.sums, about.sums)) {
      const now = new Date();
      await utimes(place, now, now).catch(() => {});
      return { folder: copy, extensions, note };
    }
    await removeFolder(copy);
    await remove(key);
    return null;
  }

  async function keep(key: string, template: Template): Promise<void> {
    const { extensions, note } = template;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const made = join(folder, temporaryName());
    try {
      const { sums, bytes } = await copyFolder(template.folder, join(made, dataFolder));
      await writeFile(join(made, sizeFile), summed(String(bytes)));
      await writeFile(join(made, aboutFile), summed(JSON.stringify({ sums, extensions, note })));
      // Where another process was faster, the name is taken, and its template is as good.
      await rename(made, join(folder, key)).catch(() => {});
    } finally {
      await removeFolder(made);
    }
    await makeRoom();
  }

  async function remove(key: string): Promise<void> {
    // Under another name first, so that nobody finds half of it.
    const away = join(folder, temporaryName());
    await rename(join(folder, key), away).catch(() => {});
    await removeFolder(away);
  }

  /** Removes those that were not used for the longest time, and what killed processes left. */
  async function makeRoom(): Promise<void> {
    const names = await readdir(folder);
    for (const name of names.filter((each) => isAbandoned(each))) {
      await removeFolder(join(folder, name));
    }
    const kept = await Promise.all(
      names.filter((each) => !each.startsWith(temporary)).map((each) => measure(folder, each)),
    );
    let room = megabytes * 1_000_000;
    for (const { name, bytes } of kept.sort((one, other) => other.used - one.used)) {
      room -= bytes ?? 0;
      if (bytes === null || room < 0) await remove(name);
    }
  }

  return {
    take,
    // The review goes on without the template, where the disk is full or nobody may write.
    keep: (key, template) => keep(key, template).catch(() => {}),
  };
}

const temporary = 'tmp-';

function temporaryName(): string {
  return `${temporary}${process.pid}-${randomBytes(6).toString('hex')}`;
}

function isAbandoned(name: string): boolean {
  const owner = /^tmp-(\d+)-/.exec(name)?.[1];
  return owner !== undefined && !isRunning(Number(owner));
}

async function readAbout(place: string): Promise<z.infer<typeof aboutSchema> | null> {
  try {
    const about = unsummed(await readFile(join(place, aboutFile), 'utf8'));
    return about === null ? null : aboutSchema.parse(JSON.parse(about));
  } catch {
    return null;
  }
}

function isSame(sums: Sums, expected: Sums): boolean {
  const paths = Object.keys(expected);
  return (
    paths.length === Object.keys(sums).length &&
    paths.every((path) => sums[path] === expected[path])
  );
}

/** The size is null where the template is damaged, or another process is removing it. */
async function measure(
  folder: string,
  name: string,
): Promise<{ name: string; bytes: number | null; used: number }> {
  try {
    const { mtimeMs } = await stat(join(folder, name));
    const bytes = unsummed(await readFile(join(folder, name, sizeFile), 'utf8'));
    return { name, bytes: bytes === null ? null : Number(bytes), used: mtimeMs };
  } catch {
    return { name, bytes: null, used: 0 };
  }
}
