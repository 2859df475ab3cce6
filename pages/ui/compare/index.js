/** The component that Streamlit mounts: several decodings, one cursor. */

import { mountComponent } from "../components/shared/mount.js";
import { createPanels } from "./panels.js";

export default mountComponent(createPanels);
