/** English texts with holes, and which messages they are. */

/** What stands in a hole of a message. */
export interface Value {
  /** Of the hole. */
  name: string;
  value: string;
  /** It is a name of the user's, which has no language. */
  isQuoted: boolean;
  /** It stands at the end behind a colon, or in brackets: it may be what another program says. */
  isSaid: boolean;
}

/** A text with holes, as a pattern for messages that have values in them. */
export class Pattern {
  /** The text that all its messages have, in pieces. */
  readonly #pieces: string[];
  readonly #holes: Omit<Value, "value">[] = [];
  #expression: RegExp | undefined;

  constructor(text: string) {
    // Holes side by side are one: nothing says where the first one ends.
    const parts = text.split(/((?:\{\w+\})+)/);
    this.#pieces = parts.filter((_, index) => index % 2 === 0);
    this.#pieces.forEach((piece, index) => {
      const hole = /\w+/.exec(parts[2 * index + 1] ?? "");
      if (!hole) return;
      const next = parts[2 * index + 2] ?? "";
      const isQuoted = piece.endsWith('"') && next.startsWith('"');
      const isSaid = (piece.endsWith(": ") && next === "") || (piece.endsWith("(") && next.startsWith(")"));
      this.#holes.push({ name: hole[0], isQuoted, isSaid });
    });
  }

  /** How much of its messages it says itself: the more, the surer. */
  get weight(): number {
    return this.#pieces.join("").replace(/[^a-z]/gi, "").length;
  }

  /** What all its messages begin with. */
  get start(): string {
    return this.#pieces[0] ?? "";
  }

  /** The values that a message has in its holes; null if it is none of its messages. */
  match(message: string): Value[] | null {
    if (!this.#pieces.every((piece) => message.includes(piece))) return null;
    this.#expression ??= this.#compiled();
    const found = this.#expression.exec(message);
    return found && this.#holes.map((hole, index) => ({ ...hole, value: found[index + 1] ?? "" }));
  }

  #compiled(): RegExp {
    const holes = this.#holes.map(({ isQuoted }) => `(${isQuoted ? NAME : "[\\s\\S]*?"})`);
    return new RegExp(`^${this.#pieces.map((piece, index) => escaped(piece) + (holes[index] ?? "")).join("")}$`);
  }
}

/** What stands in quotes. Quotes inside of it come in pairs, and the first one opens. */
const NAME = `(?:[^"]|(?<=[\\s=[(,'])"[^"]*")*?`;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
