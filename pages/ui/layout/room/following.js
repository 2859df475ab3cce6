/** How a window follows: a step without the server, everything else by its address, and nothing is loaded again. */

import { leadViews } from "../../components/shared/classroom.js";
import { differsInStep, followedAddress, leadOf, leadsAlike, stepIn } from "./lead.js";

/**
 * Streamlit reads the address where somebody goes back or forward. So it is told that somebody did.
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
