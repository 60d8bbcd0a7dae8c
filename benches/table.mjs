// The results as a table: our value, the value of the other program, their ratio, and its target.

import { cpus } from "node:os";

/** Maximum memory of WebAssembly, in MiB. */
const MEMORY = 64;

/** Maximum blocking of the page in milliseconds: users notice longer tasks (W3C Long Tasks API). */
const PAUSE = 50;

export class Table {
  #rows = [];

  push(row) {
    this.#rows.push(row);
  }

  /** Adds the medians of times in milliseconds. */
  add(figure, ours, peers, target) {
    const [our, peer] = [median(ours), median(peers)];
    this.push({ figure, ours: seconds(our), peer: seconds(peer), ratio: our / peer, target });
  }

  /** Adds a number of bytes, compared with a limit in MiB. */
  addMemory(figure, count, most = MEMORY) {
    const limit = most * 1024 * 1024;
    this.push({ figure, ours: mebibytes(count), peer: mebibytes(limit), ratio: count / limit, target: 1.0 });
  }

  /** Adds the longest blocking of the page, in milliseconds. */
  addPause(figure, milliseconds) {
    this.push({ figure, ours: seconds(milliseconds), peer: seconds(PAUSE), ratio: milliseconds / PAUSE, target: 1.0 });
  }

  /** Returns the table for the README, with the date and the machine. */
  markdown() {
    const day = new Date().toISOString().slice(0, 10);
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}`;
    const rows = this.#rows.map(({ figure, ours, peer = "", ratio, target }) => {
      return [figure, ours, peer, ratio?.toFixed(2) ?? "", target === undefined ? "" : `≤ ${target}`];
    });
    const table = [["figure", "ours", "beside", "ratio", "target"], ["---", "--:", "--:", "--:", "--:"], ...rows];
    return [`${day}, ${machine}, Chromium:`, "", ...table.map((row) => `| ${row.join(" | ")} |`)].join("\n");
  }

  print() {
    const cells = this.#rows.map(({ figure, ours, peer, ratio, target }) => {
      if (ratio === undefined) return [figure, ours, "", "", "", ""];
      return [figure, ours, peer, ratio.toFixed(3), `≤ ${target}`, ratio <= target ? "ok" : "OVER"];
    });
    const table = [["figure", "ours", "peer", "ratio", "target", ""], ...cells];
    const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
    console.log();
    for (const row of table) {
      console.log(
        row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join("  "),
      );
    }
  }
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

export function bytes(count) {
  return `${(count / 1e6).toFixed(2)} MB`;
}

function mebibytes(count) {
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}
