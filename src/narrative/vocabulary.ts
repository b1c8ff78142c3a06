/**
 * Words in capitals, or with an underscore, that are PostgreSQL's, Drizzle's or the trade's, so that a
 * narrative may use them without having read them in its input.
 */
const terms = `
  access add advisory after all alter analyze and any api as asc autovacuum before between bigint boolean
  btree by cascade case check ci cluster column commit concurrently constraint copy create cross
  current_timestamp database date ddl deadlock default deferrable deferred delete desc distinct dml do domain
  drizzle drop each enum exclude exclusive exists explain false fk foreign from full function gin gist grant
  group hash having id if immediate in index initially inner insert int integer interval into io is join json
  jsonb key language left like limit lock lock_timeout materialized merge mvcc no not now null numeric of
  offset on only or order orm outer owner pg_locks pg_stat_activity pg_stat_progress_create_index pk policy
  postgresql primary qps ram raise read references reindex rename replace restart restrict returning revoke
  right rls role rollback row rows savepoint schema select sequence serial set share sql sqlstate
  statement_timeout table temporary text then timestamp timestamptz to transaction trigger true truncate
  ttl type ui union unique update url using utc uuid vacuum valid validate value values varchar view wal when
  where with write
  pgtable createid defaultfn onupdate defaultnow notnull primarykey ondelete uniqueindex
  drizzle-kit drizzle-orm`;

const known = new Set(terms.trim().split(/\s+/));

/** English words that follow or stand before "table", "column" and the like without being its name. */
const fillers = new Set(
  `a about above across add added adding additional adds affected after again all already also an and another
  any are around as at away back be because become becomes been before behind being below between big both
  brings brought build built busy but by called can cannot carries carry change changed changes child clean
  column columns come comes concurrent conflicting constraint constraints contain contains copy correct could
  cover covering covers create created creates current data database declared declares default deferred define
  defined definition defines delete deleted deletes depend dependent depends different disappear disappears do
  does done drop dropped drops during each either else empty ends enum enums enforce enforced enforces entire
  entries even every exist existing exists expected explicit extra fail fails few filled first five follows for
  foreign forbid former four frees from full further gain gains gets give given gives go goes gone grow growing
  grows had half has have held help helps here hold holding holds how hot however if in index indexed indexes
  indexes inherits inside instead into is isolated it itself its join join-table joined keep keeps key keys kept
  large larger last later leave leaves left less level like linking links live loads lock locked locking locks
  long longer lookup lose loses made main make makes many match matches may meant migration migrations missing
  more most move moves must name named names needed needs neither never new newer no non not nothing now null
  nullable number of off old older on once one only open or order original other others out over own parent
  parents partial people per place points policies policy present primary proper queried queries reached read
  reads references referenced references referencing related released remain remains remove removed removes
  removing rename renamed renames replace replaced replaces require required requires rewrite rewrites rewritten
  right role row rows same scan scanned scans schema second see separate seven shared should side since single
  six size small smaller so some soon stand stands statement statements stay stays still stop stops store stored
  stores such support supports take takes target ten than that the their them themselves then there these they
  third this those three through to together too total touched track tracking tracks trigger triggers two type
  types under unique unless unlike until up update updated updates use used uses usually value values very view
  views was wait waits we well were what when where whether which while who whole whose wide will with within
  without work works would write writes written yet you your`
    .trim()
    .split(/\s+/),
);

/** Words as code writes them: `users`, `users.created_at`, `createdAt`. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$-]*/gu) ?? [];
}

/**
 * The first name in a sentence that neither the material nor the trade knows; null where there is none.
 * Names are what stands in code spans or quotes, what is written as code writes names, and what stands
 * beside a word such as "table".
 *
 * @param material the words of all that the model was given
 */
export function unknownName(text: string, material: ReadonlySet<string>): string | null {
  const isKnown = (word: string) => material.has(word) || known.has(word);
  return namesOf(text).find((name) => !wordsOf(name).every(isKnown)) ?? null;
}

const kinds =
  '(?:tables?|columns?|index(?:es)?|constraints?|enums?|types?|views?|functions?|triggers?|schemas?|migrations?|polic(?:y|ies)|roles?|sequences?|keys?|fields?|relations?)';
const quoted = /`([^`]*)`|"([^"]*)"|“([^”]*)”|‘([^’]*)’|(?<!\w)'([^']*)'(?!\w)/g;
const codeLike =
  /(?<![\w-])(?:\w*[a-z\d]_\w+|_\w+|[a-z]\w*[a-z\d][A-Z]\w*|[A-Z][a-z\d]+[A-Z]\w*|[A-Z][A-Z\d_]+s?|\w+\.[a-z_]\w*)(?![\w-])/g;
const after = new RegExp(
  `(?<![\\w-])${kinds}(?:,| called| named| of)?\\s+([\\p{L}_][\\w$-]*)`,
  'giu',
);
const before = new RegExp(
  `(?<=\\b(?:the|on|of|to|from|in|into)\\s+)([\\p{L}_][\\w$-]*)\\s+${kinds}\\b`,
  'giu',
);

function namesOf(text: string): string[] {
  const inQuotes = [...text.matchAll(quoted)].map((match) => match.slice(1).find(Boolean) ?? '');
  const bare = text.replace(quoted, ' ');
  const written = [...bare.matchAll(codeLike)].map(([name]) => name.replace(/(?<=[A-Z])s$/, ''));
  const beside = [...bare.matchAll(after), ...bare.matchAll(before)]
    .map(([, name = '']) => name)
    .filter((name) => !fillers.has(name.toLowerCase()) && !isAdjective(name));
  return [...inQuotes, ...written, ...beside];
}

/** "referencing tables", "unindexed columns", "slowly", "hand-written" and the like. */
function isAdjective(word: string): boolean {
  return /(?:ing|ed|ly|al|ive|able|ible|less|ful|ary|ic|ous|-.+)$/i.test(word);
}
