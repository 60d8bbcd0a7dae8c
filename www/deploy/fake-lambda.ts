/** For tests: Lambda in memory, with revisions, updates in progress, and failures on request. */

import type { Finding } from "../packager/types";
import type {
  CapacityProviderConfig,
  CodeOrigin,
  CodeStorage,
  Failure,
  FailureKind,
  FunctionConfiguration,
  LambdaAction,
} from "./aws-types";
import { RequestFailedError } from "./error";
import { Lambda } from "./lambda";
import type { RequestSender } from "./retry";

/** The ARN of the function "hello". */
export const ARN = "arn:aws:lambda:us-east-1:123456789012:function:hello";

/** A failure of this kind that is not retryable. */
export const failure = (kind: FailureKind, change: Partial<Failure> = {}): Failure => ({
  kind,
  code: "",
  status: 400,
  message: kind,
  hint: "",
  retryable: false,
  ...change,
});

/** The configuration of the function "hello", whose code is not the package. */
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

/** A failure for the next operation of this name. */
interface PlannedFailure {
  op: LambdaAction["op"];
  failure: Failure;
  /** Whether the operation is carried out nevertheless. */
  isCarriedOut?: boolean;
}

/**
 * Behaves like AWS: an update ends when the function is next requested, and the revision at its end differs from the
 * one at its start.
 */
export class FakeLambda {
  /** The findings of a comparison with the package. */
  compared: Finding[] = [];
  readonly functions = new Map<string, FunctionConfiguration>();
  /** Every action that was sent. */
  readonly sent: LambdaAction[] = [];
  readonly failures: PlannedFailure[] = [];
  /** Published layer versions. */
  readonly layers: { codeSha256: string; compatibleRuntimes: string[] }[] = [];
  /** Changes by others directly after an operation. */
  meanwhile: Partial<Record<LambdaAction["op"], () => void>> = {};
  #revision = 1;

  /** The client of this Lambda. */
  readonly lambda: Lambda;

  constructor() {
    const aws = {
      call: async (call: string, ...args: unknown[]): Promise<unknown> => {
        if (call === "sign") return args[1];
        if (call === "compareFunction") return this.compared;
        if (call === "beginBody") return 1;
        if (call === "pushBody") return args[1];
        if (call === "endBody") return { bytes: new Uint8Array(), sha256: "", size: 0, codeSha256: "new", zipSize: 3 };
        if (call === "waiter") return waiter(args[0] as string, args[1] as FunctionConfiguration);
        throw new Error(`the call "${call}" is not faked`);
      },
    };
    const sender = {
      aws,
      waitToRetry: async ({ retryable }: Failure, attempt: number) => attempt < 3 && retryable,
      sleep: async () => {},
      run: async (op: LambdaAction["op"], options: { make(now: number, place: unknown): Promise<unknown> }) => {
        const action = (await options.make(0, {})) as LambdaAction;
        this.sent.push(action);
        const index = this.failures.findIndex((one) => one.op === op);
        const [planned] = index < 0 ? [] : this.failures.splice(index, 1);
        if (planned && !planned.isCarriedOut) {
          throw new RequestFailedError(planned.failure, planned.failure.kind === "service");
        }
        const value = this.#carryOut(action);
        this.meanwhile[op]?.();
        if (planned) throw new RequestFailedError(planned.failure, true);
        return value;
      },
    };
    this.lambda = new Lambda(sender as unknown as RequestSender);
  }

  /** The names of the operations that were sent. */
  ops(): string[] {
    return this.sent.map(({ op }) => op);
  }

  /** The first action of this operation. */
  action<Op extends LambdaAction["op"]>(op: Op): Extract<LambdaAction, { op: Op }> {
    const found = this.sent.find((action) => action.op === op);
    if (!found) throw new Error(`${op} was not sent`);
    return found as Extract<LambdaAction, { op: Op }>;
  }

  /** Changes a function, which gives it another revision. */
  change(name: string, change: Partial<FunctionConfiguration>): void {
    const found = this.#get(name);
    this.functions.set(name, { ...found, ...change, revisionId: `r${++this.#revision}` });
  }

  #get(name: string): FunctionConfiguration {
    const found = this.functions.get(name);
    if (!found) throw new RequestFailedError(failure("not-found"), false);
    return found;
  }

  #carryOut(action: LambdaAction): unknown {
    switch (action.op) {
      case "GetFunction": {
        const found = this.#get(action.functionName);
        if (found.state === "Pending") this.change(action.functionName, { state: "Active" });
        else if (found.lastUpdateStatus === "InProgress") {
          this.change(action.functionName, { lastUpdateStatus: "Successful" });
        }
        return { configuration: found };
      }
      case "CreateFunction": {
        if (this.functions.has(action.functionName)) throw new RequestFailedError(failure("exists"), false);
        const { functionName, runtime, handler, architecture, capacityProviderArn } = action;
        const made = configuration({ functionName, runtime, handler, architectures: [architecture], state: "Pending" });
        const capacityProviderConfig = capacityProviderArn && managedInstances(capacityProviderArn);
        this.functions.set(functionName, {
          ...{ ...made, codeSha256: "new", code: codeStorage(action.code, action.sourceKmsKeyArn) },
          ...(capacityProviderConfig && { capacityProviderConfig }),
        });
        return this.#get(functionName);
      }
      case "UpdateFunctionCode":
        this.#expectRevision(action);
        if (!action.dryRun) {
          const { architecture = "x86_64", sourceKmsKeyArn, code: origin } = action;
          const code = codeStorage(origin, sourceKmsKeyArn);
          const change = { codeSha256: "new", architectures: [architecture], lastUpdateStatus: "InProgress", code };
          this.change(action.functionName, change);
        }
        return this.#get(action.functionName);
      case "UpdateFunctionConfiguration": {
        this.#expectRevision(action);
        const { runtime, handler, layers } = action;
        this.change(action.functionName, {
          ...(runtime && { runtime }),
          ...(handler && { handler }),
          ...(layers && { layers: layers.map((arn) => ({ arn, codeSize: 1 })) }),
          lastUpdateStatus: "InProgress",
        });
        return this.#get(action.functionName);
      }
      case "PublishVersion":
        return { ...this.#get(action.functionName), version: action.publishTo ? "$LATEST.PUBLISHED" : "7" };
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
        throw new Error(`${action.op} is not faked`);
    }
  }

  #expectRevision({ functionName, revisionId }: { functionName: string; revisionId?: string }): void {
    const found = this.#get(functionName);
    if (found.lastUpdateStatus === "InProgress") throw new RequestFailedError(failure("in-progress"), false);
    if (revisionId && revisionId !== found.revisionId) throw new RequestFailedError(failure("precondition"), false);
  }

  #layer(version: number) {
    const layerVersionArn = `arn:aws:lambda:us-east-1:1:layer:l:${version}`;
    return { version, layerVersionArn, ...this.layers[version - 1] };
  }
}

/** The new storage of the code. Lambda does not keep how the code was stored before. */
function codeStorage(origin: CodeOrigin, sourceKMSKeyArn: string | undefined): CodeStorage {
  return {
    ...(sourceKMSKeyArn && { sourceKMSKeyArn }),
    ...("bucket" in origin &&
      origin.storageMode === "REFERENCE" && { resolvedS3Object: { s3Bucket: origin.bucket, s3Key: origin.key } }),
  };
}

/** A function's configuration on managed instances. */
export const managedInstances = (capacityProviderArn: string): CapacityProviderConfig => ({
  lambdaManagedInstancesCapacityProviderConfig: { capacityProviderArn },
});

function waiter(until: string, { state, lastUpdateStatus }: FunctionConfiguration) {
  const is = until === "active" ? state : lastUpdateStatus;
  const done = is !== "Pending" && is !== "InProgress";
  return { done, ok: done && is !== "Failed", message: "", hint: "", nextPollMs: 0 };
}
