import type { TouchedColumn, TouchedReference, TouchedTable } from '../review/touched.ts';
import { shorten } from '../review/words.ts';

/** More tables make a picture that nobody reads. */
const mostTables = 8;
const mostColumns = 10;
const longestName = 40;

const keys = { primary: ' PK', foreign: ' FK' } as const;

/**
 * An entity relationship diagram in Mermaid's language; null where a picture would say nothing: without
 * a relationship, or with too many tables.
 */
export function diagramOf(tables: readonly TouchedTable[]): string | null {
  const ids = new Map(tables.map(({ name }, index) => [name, `t${index}`]));
  const lines = tables.flatMap((table) =>
    table.references.flatMap((each) => {
      const to = ids.get(each.to);
      return to === undefined ? [] : [relationship(ids.get(table.name)!, to, each)];
    }),
  );
  if (lines.length === 0 || tables.length > mostTables) return null;
  const entities = tables.map((table) => entity(ids.get(table.name)!, table));
  return ['erDiagram', ...entities, ...lines].join('\n');
}

function entity(id: string, { name, isNew, isOther, columns }: TouchedTable): string {
  const title = `  ${id}["${label(name)}${isNew ? ' (new)' : ''}"]`;
  const telling = isNew ? columns : columns.filter(({ key, change }) => key || change);
  if (isOther || telling.length === 0) return title;
  const shown = telling.slice(0, mostColumns);
  const left = columns.length - shown.length;
  const more = left > 0 ? [`    and_${left}_more columns`] : [];
  return [`${title} {`, ...shown.map((each) => attribute(each, isNew)), ...more, '  }'].join('\n');
}

function attribute({ name, type, key, change }: TouchedColumn, isNewTable: boolean): string {
  const remark = change === null || isNewTable ? '' : ` "${change === 'added' ? 'new' : change}"`;
  return `    ${word(type.replaceAll('"', ''))} ${word(name)}${key ? keys[key] : ''}${remark}`;
}

function relationship(from: string, to: string, reference: TouchedReference): string {
  const { columns, isOptional, isUnique } = reference;
  const line = `${isUnique ? '|o' : '}o'}--${isOptional ? 'o|' : '||'}`;
  return `  ${from} ${line} ${to} : "${label(columns.join(', '))}"`;
}

/**
 * Text between quotes, of which everything that acts in Mermaid, HTML or Markdown is taken away. Mermaid
 * finds `direction TB` even there.
 */
function label(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N}_ .,()-]/gu, '_').replace(/direction(?= )/gi, '$&_');
  return shorten(safe, longestName) || '_';
}

/** A name or type of an attribute, which Mermaid takes without quotes, and which must not be a key. */
function word(text: string): string {
  const safe = shorten(text.replace(/[^\p{L}\p{N}_()[\]-]/gu, '_'), longestName).replace('…', '_');
  return /^[\p{L}_]/u.test(safe) && !/^(?:pk|fk|uk)$/i.test(safe) ? safe : `_${safe}`;
}
