/** For tests: Lambda in memory behind `Requests`, with its revisions, its updates in progress, and faults on demand. */

import type { Failure, FailureKind, FunctionConfiguration, LambdaAction } from "./boundary";
import { Lambda } from "./lambda";
import { LostOr, type Requests } from "./retry";

export const ARN = "arn:aws:lambda:us-east-1:123456789012:function:hello";

export const failure = (kind: FailureKind, change: Partial<Failure> = {}): Failure => ({
  kind,
  code: "",
  status: 400,
  message: kind,
  hint: "",
  retryable: false,
  ...change,
});

export const configuration = (change: Partial<FunctionConfiguration> = {}): FunctionConfiguration => ({
  functionName: "hello",
  functionArn: ARN,
  runtime: "python3.13",
  handler: "a.b",
  codeSize: 1,
  codeSha256: "old",
  version: "$LATEST",
  revisionId: "r1",
  architectures: ["x86_64"],
  layers: [],
  state: "Active",
  lastUpdateStatus: "Successful",
  ...change,
});

interface Fault {
  op: LambdaAction["op"];
  failure: Failure;
  /** It was carried out all the same. */
  done?: boolean;
}

/** As AWS does: every update takes a look to end, and ends with another revision than it began with. */
export class FakeLambda {
  readonly functions = new Map<string, FunctionConfiguration>();
  readonly asked: LambdaAction[] = [];
  readonly faults: Fault[] = [];
  /** Published layer versions. */
  readonly layers: { codeSha256: string; compatibleRuntimes: string[] }[] = [];
  /** What happens beside us, just after an operation. */
  meanwhile: Partial<Record<LambdaAction["op"], () => void>> = {};
  #revision = 1;

  readonly lambda: Lambda;

  constructor() {
    const aws = {
      call: async (call: string, ...args: unknown[]): Promise<unknown> => {
        if (call === "sign") return args[1];
        if (call === "compareFunction") return [];
        if (call === "beginBody") return 1;
        if (call === "pushBody") return args[1];
        if (call === "endBody") return { bytes: new Uint8Array(), sha256: "", size: 0, codeSha256: "new", zipSize: 3 };
        if (call === "waiter") return waiter(args[0] as string, args[1] as FunctionConfiguration);
        throw new Error(`no ${call}`);
      },
    };
    const requests = {
      aws,
      pause: async ({ retryable }: Failure, attempt: number) => attempt < 3 && retryable,
      wait: async () => {},
      run: async (op: LambdaAction["op"], trying: { make(now: number, place: unknown): Promise<unknown> }) => {
        const action = (await trying.make(0, {})) as LambdaAction;
        this.asked.push(action);
        const fault = this.faults.findIndex((one) => one.op === op);
        const [found] = fault < 0 ? [] : this.faults.splice(fault, 1);
        if (found && !found.done) throw new LostOr(found.failure, found.failure.kind === "service");
        const value = this.#do(action);
        this.meanwhile[op]?.();
        if (found) throw new LostOr(found.failure, true);
        return value;
      },
    };
    this.lambda = new Lambda(requests as unknown as Requests);
  }

  ops(): string[] {
    return this.asked.map(({ op }) => op);
  }

  /** The arguments of the first action of this operation. */
  action<Op extends LambdaAction["op"]>(op: Op): Extract<LambdaAction, { op: Op }> {
    const found = this.asked.find((action) => action.op === op);
    if (!found) throw new Error(`${op} was not asked for`);
    return found as Extract<LambdaAction, { op: Op }>;
  }

  change(name: string, change: Partial<FunctionConfiguration>): void {
    const held = this.#held(name);
    this.functions.set(name, { ...held, ...change, revisionId: `r${++this.#revision}` });
  }

  #held(name: string): FunctionConfiguration {
    const held = this.functions.get(name);
    if (!held) throw new LostOr(failure("not-found"), false);
    return held;
  }

  #do(action: LambdaAction): unknown {
    switch (action.op) {
      case "GetFunction": {
        const held = this.#held(action.functionName);
        if (held.state === "Pending") this.change(action.functionName, { state: "Active" });
        else if (held.lastUpdateStatus === "InProgress") {
          this.change(action.functionName, { lastUpdateStatus: "Successful" });
        }
        return { configuration: held };
      }
      case "CreateFunction": {
        if (this.functions.has(action.functionName)) throw new LostOr(failure("exists"), false);
        const { functionName, runtime, handler, architecture } = action;
        const made = configuration({ functionName, runtime, handler, architectures: [architecture], state: "Pending" });
        this.functions.set(functionName, { ...made, codeSha256: "new" });
        return this.#held(functionName);
      }
      case "UpdateFunctionCode":
        this.#expectRevision(action);
        if (!action.dryRun) {
          const { architecture = "x86_64" } = action;
          const change = { codeSha256: "new", architectures: [architecture], lastUpdateStatus: "InProgress" };
          this.change(action.functionName, change);
        }
        return this.#held(action.functionName);
      case "UpdateFunctionConfiguration": {
        this.#expectRevision(action);
        const { runtime, handler, layers } = action;
        this.change(action.functionName, {
          ...(runtime && { runtime }),
          ...(handler && { handler }),
          ...(layers && { layers: layers.map((arn) => ({ arn, codeSize: 1 })) }),
          lastUpdateStatus: "InProgress",
        });
        return this.#held(action.functionName);
      }
      case "PublishVersion":
        return { ...this.#held(action.functionName), version: "7" };
      case "UpdateAlias":
        return { name: action.name, functionVersion: action.functionVersion };
      case "PublishLayerVersion":
        this.layers.push({ codeSha256: "new", compatibleRuntimes: action.runtimes });
        return this.#layer(this.layers.length);
      case "ListLayerVersions":
        return { layerVersions: this.layers.map((_, at) => this.#layer(at + 1)).reverse() };
      case "GetLayerVersion":
        return this.#layer(action.versionNumber);
      default:
        throw new Error(`no ${action.op}`);
    }
  }

  #expectRevision({ functionName, revisionId }: { functionName: string; revisionId?: string }): void {
    const held = this.#held(functionName);
    if (held.lastUpdateStatus === "InProgress") throw new LostOr(failure("in-progress"), false);
    if (revisionId && revisionId !== held.revisionId) throw new LostOr(failure("precondition"), false);
  }

  #layer(version: number) {
    const layerVersionArn = `arn:aws:lambda:us-east-1:1:layer:l:${version}`;
    return { version, layerVersionArn, ...this.layers[version - 1] };
  }
}

function waiter(until: string, { state, lastUpdateStatus }: FunctionConfiguration) {
  const is = until === "active" ? state : lastUpdateStatus;
  const done = is !== "Pending" && is !== "InProgress";
  return { done, ok: done && is !== "Failed", message: "", hint: "", nextPollMs: 0 };
}
