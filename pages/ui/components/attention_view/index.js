/** The component that Streamlit mounts: one sentence, step by step. */

import { mounted } from "../shared/mount.js";
import { createStage } from "./stage.js";

export default mounted(createStage);
