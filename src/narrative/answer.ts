import { z } from 'zod';

const claim = z.strictObject({
  text: z.string().describe('One or two plain sentences.'),
  anchors: z
    .array(z.string())
    .describe('Ids of the lines of the data that this rests on, such as F1, S2 or O3.'),
});

const option = z.strictObject({
  name: z.string().describe('A few words.'),
  idea: claim,
  gains: claim,
  costs: claim,
});

/** What the model is asked to fill in; all of it is checked afterwards. */
export const answerSchema = z.strictObject({
  intent: claim.describe('What the change is for.'),
  good: z.array(claim).describe('What is done well.'),
  risks: z.array(claim).describe('What can go wrong, the heaviest first.'),
  deploy: z.array(claim).describe('What to do and to watch at the deploy, in order.'),
  questions: z.array(claim).describe('What only the author can answer.'),
  designs: z
    .strictObject({
      goal: claim,
      options: z.array(option),
      reflection: claim,
      widerView: claim,
      weighing: claim,
      advice: claim,
    })
    .nullable()
    .describe('A comparison of two or three designs, where the data asks for one; else null.'),
});

export type Answer = z.infer<typeof answerSchema>;
export type Claim = z.infer<typeof claim>;
