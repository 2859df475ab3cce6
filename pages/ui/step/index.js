/** The component that Streamlit mounts: one step of a decoding, opened up. */

import { mountComponent } from "../components/shared/mount.js";
import { createExplanation } from "./explanation.js";

export default mountComponent(createExplanation);
