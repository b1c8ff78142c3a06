import { z } from 'zod';
import type { OptionDeclaration, OptionDeclarations, OptionValue } from '../review/options.ts';
import type { CheckSettings, Severity } from '../review/settings.ts';
import type { KnownCheck } from './schema.ts';

const severity = z.enum(['error', 'warning', 'notice', 'off']);

const plain = settingOf({});

/** What `checks` may hold: each check with its own options, each category with those of its checks. */
export function checkSettings(
  knownChecks: readonly KnownCheck[],
): z.ZodObject<Record<string, z.ZodExactOptional<typeof plain>>, z.core.$strict> {
  const categories = Map.groupBy(knownChecks, ({ category }) => category);
  const ofCategories = [...categories].map(([category, members]): [string, OptionDeclarations] => [
    category,
    Object.assign({}, ...members.map(({ options }) => options)),
  ]);
  const ofChecks = knownChecks.map(({ id, options = {} }): [string, OptionDeclarations] => [
    id,
    options,
  ]);
  const known = [...ofCategories, ...ofChecks].map(([name, options]) => [
    name,
    (Object.keys(options).length > 0 ? settingOf(options) : plain).exactOptional(),
  ]);
  return z.strictObject(
    Object.fromEntries(known) as Record<string, z.ZodExactOptional<typeof plain>>,
  );
}

function settingOf(options: OptionDeclarations) {
  const values = Object.entries(options).map(([name, option]) => [name, valueOf(option)]);
  return z.union([
    severity,
    z.strictObject({ severity: severity.exactOptional(), ...Object.fromEntries(values) }),
  ]);
}

function valueOf(option: OptionDeclaration): z.ZodExactOptional<z.ZodType<OptionValue>> {
  const text = `${option.what} Default: ${JSON.stringify(option.default)}.`;
  return typeOf(option).exactOptional().describe(text);
}

function typeOf(option: OptionDeclaration): z.ZodType<OptionValue> {
  if (option.type === 'boolean') return z.boolean();
  if (option.type === 'integer')
    return z.int().min(option.minimum, `must be ${option.minimum} or more`);
  if (option.type === 'choice') return z.enum(option.values);
  if (option.type === 'pattern') {
    return z.string().refine(isExpression, 'must be a regular expression');
  }
  return z.array(z.string().min(1, 'must not be empty'));
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** One entry of `checks` as a setting. A check that is given options and no severity is on. */
export function checkSettingsOf(written: z.infer<typeof plain>): CheckSettings {
  if (typeof written === 'string') return { severity: written };
  const { severity: own = 'on', ...options } = written as typeof written &
    Record<string, OptionValue>;
  return { severity: own as Severity | 'on', options };
}
