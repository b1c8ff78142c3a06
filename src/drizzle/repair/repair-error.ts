/** What is wrong with a history is no bookkeeping: a person has to decide. The message says what. */
export class NotMechanical extends Error {
  override name = 'NotMechanical';
}
