import { toProblem } from "../../common/problem";
import type { SessionInfo } from "../aws-types";
import type { DeployActions } from "../deploy-actions";
import type { DeployStore } from "../deploy-state";
import type { SessionEvents } from "../session";
import type { ControllerContext } from "./context";

/** Shows the events of the credentials on the card. */
export function sessionEvents({ dispatch }: DeployStore): SessionEvents {
  return {
    onLock: (reason) => dispatch({ type: "locked", reason }),
    onPause: (failure) =>
      dispatch({
        type: "paused",
        problem: failure && {
          code: "credentials-ended",
          message: failure.message,
          hint: "Paste new credentials: the deploy goes on where it is, without sending again what arrived",
        },
      }),
  };
}

/** The user's actions on credentials. */
export function sessionActions({
  store: { dispatch },
  services: { session },
}: ControllerContext): Pick<DeployActions, "unlock" | "unlockProfile" | "unlockFields" | "lock"> {
  const unlocked = (session: SessionInfo) => dispatch({ type: "unlocked", session });
  const failed = (error: unknown) => dispatch({ type: "unlockFailed", problem: toProblem(error) });
  const unlock = async (text: string) => {
    // Profiles of an earlier text are gone.
    dispatch({ type: "profiles", profiles: [] });
    const profiles = await session.profiles(text);
    if (profiles.length > 1) dispatch({ type: "profiles", profiles });
    else unlocked(await session.unlock(text));
  };
  return {
    unlock: (text) => void unlock(text).catch(failed),
    unlockProfile: (profile) => void session.unlockProfile(profile).then(unlocked).catch(failed),
    unlockFields: (id, secret, token) =>
      void session
        .unlockFields(id, secret, token || undefined)
        .then(unlocked)
        .catch(failed),
    lock: () => session.lock(),
  };
}
