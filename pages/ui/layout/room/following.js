/** Following: a step goes to the views, everything else through the address. The page is not loaded again. */

import { leadViews } from "../../components/shared/classroom.js";
import { differsInStep, followedAddress, leadOf, leadsAlike, stepIn } from "./lead.js";

/**
 * Streamlit reads the address when the visitor goes back or forward, which a popstate event signals.
 * @param {string} lead
 * @returns {void}
 */
export function goToLead(lead) {
  const [here, step] = [leadOf(location.href), stepIn(lead)];
  const atHand = leadsAlike(here, lead) || differsInStep(here, lead);
  if (atHand && step !== null && leadViews({ to: step })) return;
  if (leadsAlike(here, lead)) return;
  history.replaceState(history.state, "", followedAddress(lead, location.href));
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}
