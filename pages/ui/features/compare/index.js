/** The component that Streamlit mounts: several decodings at the same step. */

import { mountComponent } from "../../kit/mount.js";
import { createPanels } from "./panels.js";

export default mountComponent(createPanels);
