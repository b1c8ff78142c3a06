/** What a model says of a change, with the lines of its input that it rests on. */
export interface NarrativeClaim {
  readonly text: string;
  /** `F1` a finding, `S1` a statement, `O1` an object. */
  readonly anchors: readonly string[];
}

/** One of the designs that are compared. */
export interface NarrativeOption {
  readonly name: string;
  readonly idea: NarrativeClaim;
  readonly gains: NarrativeClaim;
  readonly costs: NarrativeClaim;
}

/** Restate, ideas, reflection, wider view, weighing, answer. */
export interface NarrativeDesigns {
  readonly goal: NarrativeClaim;
  readonly options: readonly NarrativeOption[];
  readonly reflection: NarrativeClaim;
  readonly widerView: NarrativeClaim;
  readonly weighing: NarrativeClaim;
  readonly advice: NarrativeClaim;
}

/**
 * A reading of a review by a model, after all that could not be verified was taken out. It is beside
 * the review: no verdict, finding or check run depends on it.
 */
export interface Narrative {
  /** The model's name, as the operator configured it. */
  readonly model: string;
  readonly intent: NarrativeClaim;
  readonly good: readonly NarrativeClaim[];
  readonly risks: readonly NarrativeClaim[];
  readonly deploy: readonly NarrativeClaim[];
  readonly questions: readonly NarrativeClaim[];
  readonly designs: NarrativeDesigns | null;
  /** Where each anchor points to: a path with its line, or the name of an object. */
  readonly places: Readonly<Record<string, NarrativePlace>>;
  /** How many claims of the model were taken out. */
  readonly removed: number;
}

export type NarrativePlace =
  | { readonly path: string; readonly line: number; readonly check?: string }
  | { readonly object: string };

/** A narrative, or in a sentence why there is none; null of both where there is nothing to say. */
export type NarrativeOutcome =
  | { readonly narrative: Narrative; readonly omitted: null }
  | { readonly narrative: null; readonly omitted: string | null };
