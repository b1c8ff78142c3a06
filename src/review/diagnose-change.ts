import type { Change } from './change.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import type { Ports } from './judge-migrations.ts';
import { readProjects } from './projects.ts';
import type { Settings } from './settings.ts';

/**
 * Says what an error means where a change would be merged. Of several projects, the one counts whose
 * history knows what the error names.
 */
export async function diagnoseChange(
  text: string,
  change: Change,
  settings: Settings,
  { parse }: Ports,
): Promise<Diagnosis | null> {
  const { projects } = await readProjects(change, settings);
  let answer = await diagnose(text, null, settings.migrator, parse);
  for (const { histories, migrators, readMore } of projects) {
    const paths = [...histories.merged.migrations.values()].map(({ path }) => path);
    const { merged } = await readMore({ merged: paths });
    const said = await diagnose(text, merged, migrators.merged, parse);
    if (said && (said.traces.length > 0 || answer?.object === null)) answer = said;
    if (said && said.traces.length > 0) break;
  }
  return answer;
}
