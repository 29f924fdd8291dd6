/** How large a share of people something holds of, each counted as often as weighed. */
export class Share {
  #all = 0;
  #squares = 0;
  #holds = 0;

  note(holds: boolean, weight: number): void {
    this.#all += weight;
    this.#squares += weight ** 2;
    if (holds) this.#holds += weight;
  }

  per1000(): number {
    return this.#all === 0 ? 0 : (this.#holds / this.#all) * 1000;
  }

  /** Half of the 95 % interval that chance alone gives; weights make a population count as a smaller one (Kish). */
  chance(): number {
    if (this.#all === 0) return 0;
    const share = this.#holds / this.#all;
    return 1960 * Math.sqrt((share * (1 - share) * this.#squares) / this.#all ** 2);
  }
}
