import { formatPatch, structuredPatch } from 'diff';
import type { Change } from '../review/change.ts';
import type { Part } from './brief.ts';

/** A change can bring hundreds of files; the budget has no place for more. */
const mostFiles = 40;

/** Comparing texts that differ in more lines takes longer than it is worth. */
const maxEditLength = 2_000;

const declaresTables =
  /\b(?:pgTable|pgEnum|pgView|pgMaterializedView|pgSchema|relations|defineRelations)\b/;

/**
 * What a change brings that a narrative is about: the SQL of new and changed migrations, and the
 * changed parts of files that declare tables.
 *
 * @throws what the source throws
 */
export async function partsOf(change: Change): Promise<Part[]> {
  const files = change.files.filter(({ status }) => status !== 'removed').slice(0, 2_000);
  const migrations = files.filter(({ path }) => path.endsWith('.sql')).slice(0, mostFiles);
  const code = files
    .filter(({ path }) => /(?<!\.d|\.test|\.spec)\.[cm]?tsx?$/.test(path) && isSchemaPath(path))
    .slice(0, mostFiles);
  const head = await change.read(
    'head',
    [...migrations, ...code].map(({ path }) => path),
  );
  const before = await change.read(
    'mergeBase',
    code.filter(({ status }) => status !== 'added').map((file) => file.previousPath ?? file.path),
  );
  return [
    ...migrations.flatMap(({ path }): Part[] => {
      const text = head.get(path)?.text;
      return text ? [{ kind: 'migration', path, text }] : [];
    }),
    ...code.flatMap(({ path, previousPath }): Part[] => {
      const text = head.get(path)?.text;
      if (!text || !declaresTables.test(text)) return [];
      const old = before.get(previousPath ?? path)?.text ?? '';
      return [{ kind: 'schema', path, text: changedLines(old, text) }];
    }),
  ];
}

function isSchemaPath(path: string): boolean {
  return /(?:^|[/._-])(?:db|database|drizzle|schemas?|tables?|models?)(?:[/._-]|$)/i.test(path);
}

/** The lines around what differs, as a patch without its header; all of them where that is too much. */
function changedLines(before: string, after: string): string {
  const patch = structuredPatch('a', 'b', before, after, '', '', { context: 2, maxEditLength });
  if (!patch) return after;
  const text = formatPatch(patch);
  return text.slice(Math.max(0, text.indexOf('@@')));
}
