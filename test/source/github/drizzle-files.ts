/** The files that drizzle-kit leaves for migrations with these names, the first `when` being 1000. */
export function drizzleFiles(
  folder: string,
  tags: readonly string[],
  snapshotText = (tag: string) => JSON.stringify({ id: tag, prevId: null, tables: {} }),
): Record<string, string> {
  const entries = tags.map((tag, idx) => ({
    idx,
    version: '7',
    when: 1000 * (idx + 1),
    tag,
    breakpoints: true,
  }));
  const files: Record<string, string> = {};
  const journal = { version: '7', dialect: 'postgresql', entries };
  files[`${folder}/meta/_journal.json`] = JSON.stringify(journal, null, 2);
  for (const tag of tags) {
    files[`${folder}/${tag}.sql`] = `CREATE TABLE "t_${tag}" ("id" integer);\n`;
    files[`${folder}/meta/${tag.slice(0, 4)}_snapshot.json`] = snapshotText(tag);
  }
  return files;
}

export function tags(count: number, word = 'main'): string[] {
  return Array.from({ length: count }, (_, index) => `${String(index).padStart(4, '0')}_${word}`);
}
