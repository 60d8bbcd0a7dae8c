import type { CardProps } from "./card-props";
import { Copyable } from "./copyable";
import { TestEventField } from "./test-event-field";

/** Calls the function that was deployed, and shows its answer. */
export function InvokeForm({ deploy, actions }: CardProps) {
  const { invocation } = deploy;
  return (
    <details class="try">
      <summary>Try it with a test event</summary>
      <TestEventField deploy={deploy} actions={actions} />
      <button type="button" onClick={actions.invoke}>
        Invoke
      </button>
      {invocation && (
        <div role="status">
          <p>{invocation.status}</p>
          <Copyable label="Answer" text={invocation.payload} />
          {invocation.log && <Copyable label="Log" text={invocation.log} />}
        </div>
      )}
    </details>
  );
}
