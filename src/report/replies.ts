import type { Check } from '../review/check.ts';
import { defaultSettings, type Settings } from '../review/settings.ts';
import { codeSpan } from '../review/words.ts';
import { clamp, longestText } from './clamp.ts';
import { neutralise, tableCell } from './escape.ts';
import { cutNotice, renderMarkdown } from './views.ts';

/** In UTF-16 code units: of a value in a table. */
const longestValue = 300;

/** The commands, after an unknown one with its name. */
export function renderHelp(unknown?: string): string {
  const view = { unknown: unknown !== undefined && { command: codeSpan(unknown) } };
  return renderMarkdown('help', view).trim();
}

/** What a check knows; null for an id that no check has. */
export function renderExplanation(id: string, check: Check | null): string {
  if (!check) return renderMarkdown('explain-unknown', { id: codeSpan(id) }).trim();
  const view = {
    id: codeSpan(check.id),
    title: check.title,
    message: text(check.message),
    why: text(check.why),
    todo: text(check.todo),
    acceptable: check.onError === 'accept',
  };
  return clamp(renderMarkdown('explain', view).trim(), longestText, cutNotice());
}

/** `{table}` is filled in a finding; here it stands for any table. */
function text(markdown: string): string {
  return neutralise(markdown.replace(/\{(\w+)\}/g, '$1'));
}

interface EffectiveConfiguration {
  readonly settings: Settings;
  /** What is wrong in the file, so that the defaults count. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  readonly branch: string;
  readonly path: string;
}

/** The settings that count for a pull request, and which of them the repository has chosen. */
export function renderConfiguration(effective: EffectiveConfiguration): string {
  const { settings, problems, branch, path } = effective;
  const defaults: Readonly<Record<string, unknown>> = { ...defaultSettings };
  const rows = Object.entries(settings).map(([key, value]) => {
    const shown = JSON.stringify(value);
    const isDefault = shown === JSON.stringify(defaults[key]);
    return {
      key: codeSpan(key),
      value: tableCell(codeSpan(shown, longestValue)),
      from: isDefault ? 'default' : 'the file',
    };
  });
  const view = {
    path: codeSpan(path),
    branch: codeSpan(branch),
    problems,
    invalid: problems.length > 0,
    rows,
  };
  return clamp(renderMarkdown('effective-configuration', view).trim(), longestText, cutNotice());
}
