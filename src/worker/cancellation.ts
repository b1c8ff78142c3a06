/** Why a review was ended before its time; the title is shown on its check run. */
export class Cancellation extends Error {
  override name = 'Cancellation';
}
