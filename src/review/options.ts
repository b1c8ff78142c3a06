import type { CheckSettings } from './settings.ts';

/** A setting of a check beside its severity, as its file declares it. */
export type OptionDeclaration = { readonly what: string } & (
  | { readonly type: 'boolean'; readonly default: boolean }
  | { readonly type: 'integer'; readonly default: number; readonly minimum: number }
  | { readonly type: 'choice'; readonly default: string; readonly values: readonly string[] }
  /** A regular expression. */
  | { readonly type: 'pattern'; readonly default: string }
  | { readonly type: 'list'; readonly default: readonly string[] }
);

/** The options of a check, by name. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

export type OptionValue = boolean | number | string | readonly string[];

type ValueOf<Declared extends OptionDeclaration> = Declared extends { readonly type: 'boolean' }
  ? boolean
  : Declared extends { readonly type: 'integer' }
    ? number
    : Declared extends { readonly type: 'choice'; readonly values: readonly (infer Value)[] }
      ? Value
      : Declared extends { readonly type: 'pattern' }
        ? string
        : readonly string[];

/** What a check is given for its options. */
export type OptionValues<Declared extends OptionDeclarations> = {
  readonly [Name in keyof Declared]: ValueOf<Declared[Name]>;
};

/**
 * The values of a check's options: what the first of the given layers says, which come in the order
 * in which they count, else the default. Values have been validated where they were read.
 */
export function optionsOf(
  declared: OptionDeclarations,
  layers: readonly (CheckSettings | undefined)[],
): Readonly<Record<string, OptionValue>> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => {
      const layer = layers.find((each) => each?.options?.[name] !== undefined);
      return [name, layer?.options?.[name] ?? declaration.default];
    }),
  );
}
