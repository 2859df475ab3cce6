/** The component that Streamlit mounts: one sentence, step by step. */

import { mountComponent } from "../../kit/mount.js";
import { createStage } from "./stage.js";

export default mountComponent(createStage);
