/** The component that Streamlit mounts: one guesses where the model looks, or what it says next, and then sees. */

import { mounted } from "../components/shared/mount.js";
import { createPrediction } from "./prediction.js";

export default mounted(createPrediction);
