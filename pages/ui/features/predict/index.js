/** The component that Streamlit mounts: the visitor guesses where the model attends, or its next piece, and then sees the answer. */

import { mountComponent } from "../../kit/mount.js";
import { createPrediction } from "./prediction.js";

export default mountComponent(createPrediction);
