/** English texts with placeholders, and how messages are matched against them. */

/** The value of a placeholder in a message. */
export interface Value {
  /** The name of the placeholder. */
  name: string;
  value: string;
  /** Whether it is in quotes: a name, which is not translated. */
  isQuoted: boolean;
  /** Whether it is at the end after a colon, or in brackets: it may be a message of another program. */
  isSaid: boolean;
}

/** A text with placeholders, as a pattern for messages that contain values. */
export class Pattern {
  /** The fixed pieces of the text between its placeholders. */
  readonly #pieces: string[];
  readonly #holes: Omit<Value, "value">[] = [];
  #expression: RegExp | undefined;

  constructor(text: string) {
    // Adjacent placeholders count as one, because nothing marks where the first one ends.
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

  /** The number of letters in the fixed pieces. A larger number means a more reliable match. */
  get weight(): number {
    return this.#pieces.join("").replace(/[^a-z]/gi, "").length;
  }

  /** The beginning of all matching messages. */
  get start(): string {
    return this.#pieces[0] ?? "";
  }

  /** The values of the placeholders in a message; null if the message does not match. */
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

/** The contents of quotes. Inner quotes come in pairs, and the first of each pair is an opening one. */
const NAME = `(?:[^"]|(?<=[\\s=[(,'])"[^"]*")*?`;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
